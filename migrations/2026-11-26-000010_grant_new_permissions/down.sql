-- Which of the permissions were granted by hand is not known any more: they stay.
SELECT 1;
