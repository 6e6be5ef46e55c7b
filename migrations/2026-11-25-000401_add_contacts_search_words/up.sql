-- A full-text index holds the words of every tenant: a word that is common elsewhere would cost
-- its search here. So each word is kept with its tenant before it ("7xprinter"), and a search
-- for it meets rows of its own tenant only.
ALTER TABLE contacts
    ADD COLUMN search_words TEXT GENERATED ALWAYS AS
        (CONCAT(tenant_id, 'x', REGEXP_REPLACE(name, '[^[:alnum:]]+', CONCAT(' ', tenant_id, 'x')))) STORED,
    ADD FULLTEXT KEY contacts_words (search_words),
    DROP KEY contacts_text;
