DROP TABLE user_signatures;
