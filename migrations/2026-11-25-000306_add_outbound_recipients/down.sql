ALTER TABLE outbound_messages DROP COLUMN named_recipients;
