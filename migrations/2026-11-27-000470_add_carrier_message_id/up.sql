-- The Message-ID that recipients see where the server that took the mail wrote its own over ours (Amazon's SES does).
ALTER TABLE outbound_messages
    ADD COLUMN carrier_message_id VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD KEY outbound_messages_carrier (tenant_id, carrier_message_id);
