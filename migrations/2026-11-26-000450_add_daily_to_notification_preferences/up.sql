-- Whether a user hears of an event in one mail a day; at once comes before it.
ALTER TABLE notification_preferences
    ADD COLUMN daily TINYINT(1) NOT NULL DEFAULT 0;
