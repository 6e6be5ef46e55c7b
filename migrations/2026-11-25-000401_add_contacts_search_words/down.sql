ALTER TABLE contacts DROP KEY contacts_words, DROP COLUMN search_words, ADD FULLTEXT KEY contacts_text (name);
