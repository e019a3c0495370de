-- A paper is looked for however its number is typed.
DROP INDEX ledger_document;
CREATE INDEX ledger_document ON ledger (trim(document) COLLATE NOCASE) WHERE document IS NOT NULL;
