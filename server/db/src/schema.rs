//! The tables as Diesel sees them. A test compares this file with the migrated database
//! (`server/db/tests/it/schema.rs`), so it cannot drift from `migrations/`.

diesel::table! {
    use diesel::sql_types::*;

    attachments (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        ticket_id -> Binary,
        post_id -> Binary,
        file_id -> Binary,
        name -> Text,
        content_id -> Nullable<Text>,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    audit_entries (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        seq -> Unsigned<BigInt>,
        at -> Datetime,
        actor_kind -> Text,
        actor_id -> Nullable<Binary>,
        actor_name -> Text,
        action -> Text,
        entity -> Text,
        entity_id -> Nullable<Binary>,
        summary -> Text,
        ip -> Text,
        request_id -> Text,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    audit_heads (tenant_id) {
        tenant_id -> Unsigned<Integer>,
        seq -> Unsigned<BigInt>,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    boards (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        position -> Unsigned<SmallInt>,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    clients (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        number -> Unsigned<BigInt>,
        name -> Text,
        kind -> Text,
        status -> Text,
        phone -> Text,
        website -> Text,
        account_manager_id -> Nullable<Binary>,
        notes -> Text,
        vip_note -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
        archived_by -> Nullable<Binary>,
        active -> Nullable<TinyInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    client_domains (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        client_id -> Binary,
        domain -> Text,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    contacts (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        client_id -> Binary,
        location_id -> Nullable<Binary>,
        name -> Text,
        email -> Nullable<Text>,
        phone -> Text,
        mobile -> Text,
        title -> Text,
        is_primary -> Bool,
        is_billing -> Bool,
        is_technical -> Bool,
        notes -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
        archived_by -> Nullable<Binary>,
        active -> Nullable<TinyInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    counters (tenant_id, name) {
        tenant_id -> Unsigned<Integer>,
        name -> Text,
        value -> Unsigned<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    files (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        sha256 -> Binary,
        size -> Unsigned<BigInt>,
        content_type -> Text,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    inbound_messages (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        mailbox_id -> Binary,
        source -> Text,
        file_id -> Binary,
        identity_hash -> Binary,
        imap_uid_validity -> Nullable<Unsigned<BigInt>>,
        imap_uid -> Nullable<Unsigned<BigInt>>,
        state -> Text,
        reason -> Text,
        message_id -> Text,
        from_address -> Text,
        from_name -> Text,
        subject -> Text,
        ticket_id -> Nullable<Binary>,
        post_id -> Nullable<Binary>,
        received_at -> Datetime,
        processed_at -> Nullable<Datetime>,
        processed_by -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    jobs (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        queue -> Text,
        kind -> Text,
        payload -> Text,
        unique_key -> Nullable<Text>,
        state -> Text,
        run_at -> Datetime,
        lease_until -> Nullable<Datetime>,
        lease_token -> Nullable<Binary>,
        attempts -> Unsigned<Integer>,
        crashes -> Unsigned<Integer>,
        last_error -> Nullable<Text>,
        request_id -> Text,
        created_at -> Datetime,
        finished_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    locations (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        client_id -> Binary,
        name -> Text,
        street -> Text,
        postal_code -> Text,
        city -> Text,
        region -> Text,
        country -> Text,
        phone -> Text,
        primary_for -> Nullable<Binary>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
        archived_by -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    mailboxes (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        address -> Text,
        display_name -> Text,
        board_id -> Binary,
        imap_url -> Nullable<Text>,
        imap_username -> Nullable<Text>,
        imap_password -> Nullable<Binary>,
        imap_folder -> Text,
        imap_uid_validity -> Nullable<Unsigned<BigInt>>,
        imap_last_uid -> Unsigned<BigInt>,
        polled_at -> Nullable<Datetime>,
        poll_error -> Nullable<Text>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    outbound_messages (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        purpose -> Text,
        ticket_id -> Nullable<Binary>,
        post_id -> Nullable<Binary>,
        from_address -> Text,
        from_name -> Text,
        reply_to -> Text,
        to_address -> Text,
        to_name -> Text,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        message_id -> Text,
        in_reply_to -> Text,
        thread_references -> Text,
        auto_submitted -> Bool,
        state -> Text,
        last_error -> Text,
        created_at -> Datetime,
        sent_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    roles (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        built_in -> Nullable<Text>,
        permissions -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    schedule_runs (tenant_id, task_key, run_at) {
        tenant_id -> Unsigned<Integer>,
        task_key -> Text,
        run_at -> Datetime,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    tenants (id) {
        id -> Unsigned<Integer>,
        slug -> Text,
        name -> Text,
        host -> Nullable<Text>,
        status -> Text,
        time_zone -> Text,
        currency -> Text,
        accent -> Text,
        ticket_prefix -> Text,
        unknown_sender -> Text,
        reopen_window_days -> Unsigned<SmallInt>,
        require_totp -> Bool,
        created_at -> Datetime,
        suspended_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    tickets (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        number -> Unsigned<BigInt>,
        subject -> Text,
        status_key -> Text,
        category -> Text,
        priority -> Text,
        ticket_type -> Text,
        source -> Text,
        client_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        location_id -> Nullable<Binary>,
        board_id -> Binary,
        technician_id -> Nullable<Binary>,
        follows_id -> Nullable<Binary>,
        reply_token -> Text,
        version -> Unsigned<Integer>,
        post_count -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        responded_at -> Nullable<Datetime>,
        resolved_at -> Nullable<Datetime>,
        resolved_by -> Nullable<Binary>,
        closed_at -> Nullable<Datetime>,
        closed_by -> Nullable<Binary>,
        active -> Nullable<TinyInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_posts (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        ticket_id -> Binary,
        position -> Unsigned<Integer>,
        kind -> Text,
        author_kind -> Text,
        user_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        author_name -> Text,
        body_text -> Text,
        body_html -> Text,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_statuses (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        status_key -> Text,
        name -> Text,
        category -> Text,
        position -> Unsigned<SmallInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    users (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        email -> Text,
        name -> Text,
        role_id -> Binary,
        status -> Text,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Binary>,
        totp_enabled_at -> Nullable<Datetime>,
        totp_last_step -> Unsigned<BigInt>,
        failed_sign_ins -> Unsigned<Integer>,
        locked_until -> Nullable<Datetime>,
        time_zone -> Nullable<Text>,
        theme -> Text,
        density -> Text,
        shortcuts -> Bool,
        created_at -> Datetime,
        updated_at -> Datetime,
        disabled_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    user_recovery_codes (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        user_id -> Binary,
        code_hash -> Binary,
        created_at -> Datetime,
        used_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    user_sessions (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        user_id -> Binary,
        token_hash -> Binary,
        ip -> Text,
        user_agent -> Text,
        created_at -> Datetime,
        last_seen_at -> Datetime,
        expires_at -> Datetime,
        awaiting_totp -> Bool,
        revoked_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    user_tokens (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        user_id -> Binary,
        purpose -> Text,
        token_hash -> Binary,
        created_at -> Datetime,
        expires_at -> Datetime,
        used_at -> Nullable<Datetime>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    attachments,
    audit_entries,
    audit_heads,
    boards,
    clients,
    client_domains,
    contacts,
    counters,
    files,
    inbound_messages,
    jobs,
    locations,
    mailboxes,
    outbound_messages,
    roles,
    schedule_runs,
    tenants,
    tickets,
    ticket_posts,
    ticket_statuses,
    users,
    user_recovery_codes,
    user_sessions,
    user_tokens,
);

/// Every table that belongs to a tenant: a statement that names one must carry its `tenant_id`.
pub const TENANT_TABLES: &[&str] = &[
    "attachments",
    "audit_entries",
    "audit_heads",
    "boards",
    "clients",
    "client_domains",
    "contacts",
    "counters",
    "files",
    "inbound_messages",
    "jobs",
    "locations",
    "mailboxes",
    "outbound_messages",
    "roles",
    "schedule_runs",
    "tickets",
    "ticket_posts",
    "ticket_statuses",
    "users",
    "user_recovery_codes",
    "user_sessions",
    "user_tokens",
];
