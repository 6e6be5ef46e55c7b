ALTER TABLE tickets DROP KEY tickets_words, DROP COLUMN search_words, ADD FULLTEXT KEY tickets_text (subject);
