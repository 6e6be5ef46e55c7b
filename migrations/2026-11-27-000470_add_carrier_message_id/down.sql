ALTER TABLE outbound_messages
    DROP KEY outbound_messages_carrier,
    DROP COLUMN carrier_message_id;
