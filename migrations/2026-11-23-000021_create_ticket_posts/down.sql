DROP TABLE ticket_posts;
