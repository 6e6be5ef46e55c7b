DROP TABLE triage_rules;
