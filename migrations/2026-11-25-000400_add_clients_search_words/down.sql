ALTER TABLE clients DROP KEY clients_words, DROP COLUMN search_words, ADD FULLTEXT KEY clients_text (name);
