-- Where the request that left the job behind was in its trace (W3C Trace Context), so that the job goes on there.
ALTER TABLE jobs
    ADD COLUMN traceparent VARCHAR(55) NULL;
