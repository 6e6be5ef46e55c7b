ALTER TABLE outbound_messages
    -- Whom the mail names in To and Cc, as JSON; empty: its recipient alone. Every recipient gets a mail of
    -- their own, so that one address that is refused does not keep the others from theirs.
    ADD COLUMN named_recipients TEXT NOT NULL DEFAULT '' AFTER to_name;
