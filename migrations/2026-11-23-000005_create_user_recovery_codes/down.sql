DROP TABLE user_recovery_codes;
