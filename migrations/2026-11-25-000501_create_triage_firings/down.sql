DROP TABLE triage_firings;
