-- Whether a user hears of an event in the browsers that they turned on; without one, it says nothing.
ALTER TABLE notification_preferences
    ADD COLUMN by_push TINYINT(1) NOT NULL DEFAULT 1;
