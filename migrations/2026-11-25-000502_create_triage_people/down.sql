DROP TABLE triage_people;
