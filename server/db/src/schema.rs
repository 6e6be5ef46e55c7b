//! The tables as Diesel sees them. A test compares this file with the migrated database
//! (`server/testing/tests/it/schema.rs`), so it cannot drift from `migrations/`.

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
        version -> Unsigned<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    bulk_items (tenant_id, run_id, position) {
        tenant_id -> Unsigned<Integer>,
        run_id -> Binary,
        position -> Unsigned<Integer>,
        ticket_id -> Binary,
        seen_version -> Nullable<Unsigned<Integer>>,
        state -> Text,
        error -> Text,
        changes -> Text,
        made_version -> Nullable<Unsigned<Integer>>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    bulk_runs (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        user_id -> Binary,
        name -> Text,
        steps -> Text,
        post_kind -> Text,
        body -> Text,
        total -> Unsigned<Integer>,
        undo_of -> Nullable<Binary>,
        created_at -> Datetime,
        undone_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    canned_replies (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        shortcut -> Text,
        body -> Text,
        owner_id -> Nullable<Binary>,
        owner_key -> Nullable<Binary>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
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

    client_files (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        client_id -> Binary,
        file_id -> Binary,
        author_id -> Binary,
        name -> Text,
        created_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
        deleted_by -> Nullable<Binary>,
        live -> Nullable<TinyInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    client_notes (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        client_id -> Binary,
        author_id -> Binary,
        body -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        edited_at -> Nullable<Datetime>,
        deleted_at -> Nullable<Datetime>,
        deleted_by -> Nullable<Binary>,
        live -> Nullable<TinyInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    client_tags (tenant_id, client_id, tag_id) {
        tenant_id -> Unsigned<Integer>,
        client_id -> Binary,
        tag_id -> Binary,
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

    custom_fields (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        field_of -> Text,
        name -> Text,
        kind -> Text,
        choices -> Text,
        required -> Bool,
        position -> Unsigned<Integer>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    custom_values (tenant_id, owner_id, field_id) {
        tenant_id -> Unsigned<Integer>,
        owner_id -> Binary,
        field_id -> Binary,
        ticket_id -> Nullable<Binary>,
        client_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        value -> Text,
        linked_client_id -> Nullable<Binary>,
        active -> TinyInt,
        updated_at -> Datetime,
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

    imported_tickets (tenant_id, reference) {
        tenant_id -> Unsigned<Integer>,
        reference -> Text,
        ticket_id -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    imports (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        kind -> Text,
        file_id -> Binary,
        file_name -> Text,
        author_id -> Binary,
        charset -> Text,
        separated_by -> Text,
        known_rows -> Text,
        mapping -> Text,
        rehearsal -> Nullable<Text>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        done_at -> Nullable<Datetime>,
        rows_added -> Unsigned<Integer>,
        rows_skipped -> Unsigned<Integer>,
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
        traceparent -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    list_looks (tenant_id, user_id, list) {
        tenant_id -> Unsigned<Integer>,
        user_id -> Binary,
        list -> Text,
        shown_columns -> Text,
        updated_at -> Datetime,
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

    macros (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        steps -> Text,
        post_kind -> Text,
        body -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
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

    mail_templates (tenant_id, kind) {
        tenant_id -> Unsigned<Integer>,
        kind -> Text,
        body -> Text,
        version -> Unsigned<Integer>,
        updated_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    notifications (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        user_id -> Binary,
        event -> Text,
        ticket_id -> Binary,
        text -> Text,
        shown -> Bool,
        mail_state -> Text,
        created_at -> Datetime,
        read_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    notification_preferences (tenant_id, user_id, event) {
        tenant_id -> Unsigned<Integer>,
        user_id -> Binary,
        event -> Text,
        in_app -> Bool,
        by_mail -> Bool,
        updated_at -> Datetime,
        daily -> Bool,
        by_push -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    push_devices (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        user_id -> Binary,
        session_id -> Binary,
        endpoint_hash -> Binary,
        sealed -> Binary,
        label -> Text,
        last_notification_id -> Nullable<Binary>,
        trouble -> Text,
        created_at -> Datetime,
        seen_at -> Datetime,
        pushed_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    mailbox_keys (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        mailbox_id -> Binary,
        secret -> Binary,
        created_at -> Datetime,
        used_at -> Nullable<Datetime>,
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
        named_recipients -> Text,
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
        carrier_message_id -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    recurring_clients (tenant_id, recurring_id, client_id) {
        tenant_id -> Unsigned<Integer>,
        recurring_id -> Binary,
        client_id -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    recurring_runs (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        recurring_id -> Binary,
        due_at -> Datetime,
        client_key -> Binary,
        client_id -> Nullable<Binary>,
        ticket_id -> Nullable<Binary>,
        note -> Text,
        user_id -> Nullable<Binary>,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    recurring_tickets (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        template_id -> Binary,
        rule -> Text,
        time_zone -> Text,
        next_at -> Nullable<Datetime>,
        paused_at -> Nullable<Datetime>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
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

    role_ticket_views (tenant_id, role_id) {
        tenant_id -> Unsigned<Integer>,
        role_id -> Binary,
        view_id -> Binary,
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

    tags (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        tone -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
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
        auto_close_days -> Unsigned<SmallInt>,
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
        parent_id -> Nullable<Binary>,
        merged_into_id -> Nullable<Binary>,
        merged_at -> Nullable<Datetime>,
        merged_by -> Nullable<Binary>,
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
        follow_up_at -> Nullable<Datetime>,
        follow_up_by -> Nullable<Binary>,
        follow_up_state -> Text,
        active -> Nullable<TinyInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_checklist_items (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        ticket_id -> Binary,
        position -> Unsigned<Integer>,
        text -> Text,
        required -> Bool,
        done_at -> Nullable<Datetime>,
        done_by -> Nullable<Binary>,
        created_at -> Datetime,
        removed_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_copies (tenant_id, ticket_id, address) {
        tenant_id -> Unsigned<Integer>,
        ticket_id -> Binary,
        address -> Text,
        name -> Text,
        created_at -> Datetime,
        created_by -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_drafts (tenant_id, user_id, ticket_id) {
        tenant_id -> Unsigned<Integer>,
        user_id -> Binary,
        ticket_id -> Binary,
        kind -> Text,
        body -> Text,
        version -> Unsigned<Integer>,
        updated_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_links (tenant_id, from_id, to_id, kind) {
        tenant_id -> Unsigned<Integer>,
        from_id -> Binary,
        to_id -> Binary,
        kind -> Text,
        created_at -> Datetime,
        created_by -> Nullable<Binary>,
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

    ticket_tags (tenant_id, ticket_id, tag_id) {
        tenant_id -> Unsigned<Integer>,
        ticket_id -> Binary,
        tag_id -> Binary,
        active -> TinyInt,
        updated_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_templates (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        subject -> Text,
        body -> Text,
        board_id -> Nullable<Binary>,
        technician_id -> Nullable<Binary>,
        priority -> Text,
        ticket_type -> Text,
        tag_ids -> Text,
        checklist -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_views (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        owner_id -> Binary,
        name -> Text,
        shared -> Bool,
        filter -> Text,
        shown_columns -> Text,
        density -> Text,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    ticket_watchers (tenant_id, ticket_id, user_id) {
        tenant_id -> Unsigned<Integer>,
        ticket_id -> Binary,
        user_id -> Binary,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    triage_firings (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        event_id -> Binary,
        rule_id -> Binary,
        ticket_id -> Binary,
        effects -> Text,
        created_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    triage_people (tenant_id, user_id) {
        tenant_id -> Unsigned<Integer>,
        user_id -> Binary,
        skills -> Text,
        back_at -> Nullable<Datetime>,
        version -> Unsigned<Integer>,
        updated_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    triage_rules (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        name -> Text,
        position -> Unsigned<Integer>,
        trigger_event -> Text,
        after_minutes -> Unsigned<Integer>,
        looked_until -> Datetime,
        match_kind -> Text,
        conditions -> Text,
        actions -> Text,
        stops -> Bool,
        owner_id -> Binary,
        paused_at -> Nullable<Datetime>,
        fired_count -> Unsigned<BigInt>,
        last_fired_at -> Nullable<Datetime>,
        last_assigned_id -> Nullable<Binary>,
        version -> Unsigned<Integer>,
        created_at -> Datetime,
        updated_at -> Datetime,
        archived_at -> Nullable<Datetime>,
        archived_by -> Nullable<Binary>,
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

diesel::table! {
    use diesel::sql_types::*;

    undeliverable_addresses (tenant_id, id) {
        tenant_id -> Unsigned<Integer>,
        id -> Binary,
        address -> Text,
        bounces -> Unsigned<Integer>,
        reason -> Text,
        bounced_at -> Datetime,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    user_signatures (tenant_id, user_id) {
        tenant_id -> Unsigned<Integer>,
        user_id -> Binary,
        body -> Text,
        version -> Unsigned<Integer>,
        updated_at -> Datetime,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    attachments,
    audit_entries,
    audit_heads,
    boards,
    bulk_items,
    bulk_runs,
    canned_replies,
    clients,
    client_domains,
    client_files,
    client_notes,
    client_tags,
    contacts,
    counters,
    custom_fields,
    custom_values,
    files,
    imported_tickets,
    imports,
    inbound_messages,
    jobs,
    list_looks,
    locations,
    macros,
    mailboxes,
    mailbox_keys,
    mail_templates,
    notifications,
    notification_preferences,
    push_devices,
    outbound_messages,
    recurring_clients,
    recurring_runs,
    recurring_tickets,
    roles,
    role_ticket_views,
    schedule_runs,
    tags,
    tenants,
    tickets,
    ticket_checklist_items,
    ticket_copies,
    ticket_drafts,
    ticket_links,
    ticket_posts,
    ticket_statuses,
    ticket_tags,
    ticket_templates,
    ticket_views,
    ticket_watchers,
    undeliverable_addresses,
    triage_firings,
    triage_people,
    triage_rules,
    users,
    user_recovery_codes,
    user_sessions,
    user_signatures,
    user_tokens,
);

/// Every table that belongs to a tenant: a statement that names one must carry its `tenant_id`.
pub const TENANT_TABLES: &[&str] = &[
    "attachments",
    "audit_entries",
    "audit_heads",
    "boards",
    "bulk_items",
    "bulk_runs",
    "canned_replies",
    "clients",
    "client_domains",
    "client_files",
    "client_notes",
    "client_tags",
    "contacts",
    "counters",
    "custom_fields",
    "custom_values",
    "files",
    "imported_tickets",
    "imports",
    "inbound_messages",
    "jobs",
    "list_looks",
    "locations",
    "macros",
    "mailboxes",
    "mailbox_keys",
    "mail_templates",
    "notifications",
    "notification_preferences",
    "push_devices",
    "outbound_messages",
    "recurring_clients",
    "recurring_runs",
    "recurring_tickets",
    "roles",
    "role_ticket_views",
    "schedule_runs",
    "tags",
    "tickets",
    "ticket_checklist_items",
    "ticket_copies",
    "ticket_drafts",
    "ticket_links",
    "ticket_posts",
    "ticket_statuses",
    "ticket_tags",
    "ticket_templates",
    "ticket_views",
    "ticket_watchers",
    "undeliverable_addresses",
    "triage_firings",
    "triage_people",
    "triage_rules",
    "users",
    "user_recovery_codes",
    "user_sessions",
    "user_signatures",
    "user_tokens",
];
