// Rules of the business and of safety, each with one way to break it and the test that must notice.
//   apply TREE    puts a switch at each rule of the copy TREE: NESTOGY_BROKEN=<name> breaks that one
//   list          name and test of each, for bin/mutate
//   table         the same as a table for docs/security-checks.md
// `from` is in `file` once; in `to` the word BROKEN is the switch.
import fs from "node:fs";
import path from "node:path";

const core = "server/core/src";
const http = "server/src/http";

export const RULES = [
  { name: "permission", rule: "a verb asks for its permission", file: `${core}/error.rs`,
    from: "if tx.can(permission) {", to: "if BROKEN || tx.can(permission) {", test: "without_the_permission_nothing_happens" },
  { name: "permission-of-one-verb", rule: "also each verb by itself: changing a ticket", file: `${core}/tickets/change.rs`,
    from: "    require(tx, Permission::TicketsEdit)?;\n    let id", to: "    if !BROKEN {\n        require(tx, Permission::TicketsEdit)?;\n    }\n    let id",
    test: "without_the_permission_nothing_happens" },
  { name: "reply-version", rule: "a reply against an older conversation is refused", file: `${core}/tickets/conversation.rs`,
    from: "if ticket.version == seen {", to: "if BROKEN || ticket.version == seen {", test: "a_reply_against_an_older_conversation_is_refused" },
  { name: "session-revoked", rule: "a revoked session is over", file: `${core}/identity/sessions/mod.rs`,
    from: "session.revoked_at.is_none()\n        && now < session.expires_at", to: "(BROKEN || session.revoked_at.is_none())\n        && now < session.expires_at",
    test: "a05_a_revoked_session_is_over_at_once" },
  { name: "session-expired", rule: "a session ends by idleness", file: `${core}/identity/sessions/mod.rs`,
    from: "        && now < idle_end(session, settings)\n", to: "        && (BROKEN || now < idle_end(session, settings))\n", test: "idle_and_absolute_limits" },
  { name: "hot-copy", rule: "a hot copy of a session counts only while nothing changed", file: `${core}/identity/sessions/hot.rs`,
    from: "    let unchanged = seen", to: "    let unchanged = BROKEN || seen", test: "a06_also_while_a_hot_copy_exists" },
  { name: "suspended", rule: "nobody enters a suspended workspace", file: `${core}/identity/sessions/mod.rs`,
    from: "        && parts.tenant.status == TenantStatus::Active", to: "        && (BROKEN || parts.tenant.status == TenantStatus::Active)",
    test: "nobody_enters_a_suspended_workspace" },
  { name: "totp-required", rule: "without a required second factor nothing is permitted", file: `${core}/identity/sessions/mod.rs`,
    from: "let permissions = if must_set_up_totp {", to: "let permissions = if must_set_up_totp && !BROKEN {", test: "without_a_required_second_factor_nothing_is_permitted" },
  { name: "totp-replay", rule: "a code works once, also when used five times at once", file: `${core}/identity/queries/users.rs`,
    from: ".filter(users::totp_last_step.lt(step))", to: ".filter(users::totp_last_step.lt(if BROKEN { u64::MAX } else { step }))", test: "parallel_uses_of_one_code_let_one_in" },
  { name: "link-once", rule: "a mailed link works once", file: `${core}/identity/mailed_tokens.rs`,
    from: "if queries::use_token(tx, token.id).await? == 0 {", to: "if queries::use_token(tx, token.id).await? == 0 && !BROKEN {", test: "one_of_ten_parallel_uses_wins" },
  { name: "guesses", rule: "guessing is slowed down", file: `${core}/identity/limits/rule.rs`,
    from: "        if now < tries.blocked_until {", to: "        if now < tries.blocked_until && !BROKEN {", test: "a02_of_a_hundred_parallel_guesses_five_are_looked_at" },
  { name: "grant", rule: "nobody grants what they do not hold", file: `${core}/identity/roles.rs`,
    from: ".find(|permission| !tx.can(*permission))", to: ".find(|permission| !BROKEN && !tx.can(*permission))", test: "nobody_grants_what_they_do_not_hold" },
  { name: "portal", rule: "a portal is narrowed to one contact's client", file: "server/db/src/portal.rs",
    from: "        let Who::Contact { id, client, .. } = tx.actor().who else {",
    to: "        let Who::Contact { id, client, .. } = (match tx.actor().who.clone() {\n            Who::User { name, .. } if BROKEN => Who::Contact { id: ContactId::new(), client: ClientId::new(), name },\n            who => who,\n        }) else {",
    test: "a_portal_is_narrowed_to_one_client" },
  { name: "mail-identity", rule: "the same mail by two ways is one", file: `${core}/mail/inbound/identity.rs`,
    from: "kept = !is_trace(line);", to: "kept = BROKEN || !is_trace(line);", test: "the_same_mail_counts_once_even_at_once" },
  { name: "subject-number", rule: "a number in a subject opens no other client's ticket", file: `${core}/mail/inbound/thread.rs`,
    from: "ticket.client_id == Some(client))", to: "BROKEN || ticket.client_id == Some(client))", test: "a_number_in_the_subject_opens_no_door" },
  { name: "sent-once", rule: "a mail that was sent is not sent again", file: `${core}/mail/outbound/send.rs`,
    from: "row.filter(|row| row.state != OutboundState::Sent)", to: "row.filter(|row| BROKEN || row.state != OutboundState::Sent)", test: "a_queued_mail_is_sent_once" },
  { name: "job-unique", rule: "the same work waits once", file: "server/db/src/outbox.rs",
    from: "jobs::unique_key.eq(job.unique_key.as_deref()),", to: "jobs::unique_key.eq(job.unique_key.as_deref().filter(|_| !BROKEN)),", test: "finding_04_a_unique_key_holds_until_the_job_has_ended" },
  { name: "fencing", rule: "a worker whose lease was lost writes nothing", file: `${core}/jobs/rows.rs`,
    from: "AND lease_token = x'{}' AND id IN ({}))\",\n                group[0].tenant,",
    to: "AND lease_token IN ({}x'{}') AND id IN ({}))\",\n                group[0].tenant,\n                if BROKEN { \"lease_token, \" } else { \"\" },",
    test: "a_stolen_job_cannot_commit" },
  { name: "audit-hash", rule: "an altered audit entry is found", file: `${core}/audit/mod.rs`,
    from: "if entry.hash != entry.expected_hash(&self.hash) {", to: "if !BROKEN && entry.hash != entry.expected_hash(&self.hash) {", test: "h07_every_kind_of_tampering_is_found_at_its_place" },
  { name: "origin", rule: "another site's form changes nothing", file: `${http}/origin_check.rs`,
    from: 'Some(site) => matches!(site, "same-origin" | "none"),', to: 'Some(site) => BROKEN || matches!(site, "same-origin" | "none"),', test: "only_our_own_pages_may_post" },
  { name: "doubled-cookie", rule: "a cookie that comes twice is none", file: `${http}/session.rs`,
    from: "(found.next().is_none() && !value.is_empty())", to: "((BROKEN || found.next().is_none()) && !value.is_empty())", test: "a_doubled_cookie_is_none" },
  { name: "events", rule: "open pages hear of their own tenant only", file: `${http}/events.rs`,
    from: "if tenant == signed_in.tenant.id =>", to: "if BROKEN || tenant == signed_in.tenant.id =>", test: "live_events_stay_in_their_tenant" },
  { name: "forwarded", rule: "only a trusted proxy is believed", file: `${http}/client_ip.rs`,
    from: "    if !is_trusted(client) {\n        return client;", to: "    if !is_trusted(client) && !BROKEN {\n        return client;", test: "a_forged_address_is_not_believed" },
  { name: "host", rule: "a foreign host name is refused", file: `${http}/hosts.rs`,
    from: "    if !site.parts.environment.is_public() ||", to: "    if BROKEN || !site.parts.environment.is_public() ||", test: "over_https_browsers_are_told_to_stay" },
  { name: "checklist", rule: "required items hold up the end of a ticket", file: `${core}/tickets/checklist/rules.rs`,
    from: "    from.is_active() && matches!", to: "    !BROKEN && from.is_active() && matches!", test: "required_items_hold_up_the_end_until_somebody_says_so" },
  { name: "month-end", rule: "day 31 is the last day of shorter months", file: `${core}/tickets/recurring/rules.rs`,
    from: "(*day).min(date.days_in_month())", to: "if BROKEN { *day } else { (*day).min(date.days_in_month()) }", test: "the_end_of_the_month_is_its_last_day_and_comes_back_to_the_31st" },
  { name: "missed-times", rule: "of the due times that were missed the latest one is made", file: `${core}/tickets/recurring/rules.rs`,
    from: "    let last = due.pop();\n", to: "    let last = if BROKEN { None } else { due.pop() };\n",
    test: "after_days_without_a_scheduler_the_latest_is_made_and_the_others_are_written_down" },
  { name: "reminded-once", rule: "a follow-up that is due is told once", file: `${core}/tickets/follow_up/mod.rs`,
    from: "        follow_up_state: Some(FollowUpState::Due),\n", to: "        follow_up_state: (!BROKEN).then_some(FollowUpState::Due),\n",
    test: "a_ticket_is_put_off_comes_back_and_people_hear_of_it_once" },
  { name: "note-author", rule: "only its author changes the words of a note", file: `${core}/clients/notes.rs`,
    from: "if Some(note.author_id) != tx.actor().user_id() {", to: "if !BROKEN && Some(note.author_id) != tx.actor().user_id() {",
    test: "only_the_author_changes_the_words" },
  { name: "import-whole", rule: "a file comes in whole or not at all", file: `${core}/imports/mod.rs`,
    from: "if let Some(first) = outcome.problems.first() {", to: "if !BROKEN && let Some(first) = outcome.problems.first() {",
    test: "one_bad_row_and_nothing_comes_in" },
  { name: "import-once", rule: "a file comes in once", file: `${core}/imports/mod.rs`,
    from: "    if row.done_at.is_some() {\n        return Ok(Rehearsal {", to: "    if row.done_at.is_some() && !BROKEN {\n        return Ok(Rehearsal {",
    test: "a_second_press_takes_nothing_in_again" },
  { name: "custom-required", rule: "a required field is asked of new records", file: `${core}/custom/values.rs`,
    from: "        None if field.required =>", to: "        None if field.required && !BROKEN =>",
    test: "a_required_field_is_asked_of_new_records_and_cannot_be_emptied" },
  { name: "push-own", rule: "a browser is tested and turned off by its own person only", file: `${core}/notifications/push/mod.rs`,
    from: "row.filter(|row| row.user_id == user).ok_or", to: "row.filter(|row| BROKEN || row.user_id == user).ok_or", test: "another_persons_and_another_tenants_do_not_exist" },
  { name: "push-read", rule: "what was read is not pushed", file: `${core}/notifications/push/jobs.rs`,
    from: "told.filter(|told| told.read_at.is_none())", to: "told.filter(|told| BROKEN || told.read_at.is_none())",
    test: "what_is_read_old_unwanted_or_not_to_be_seen_is_not_sent" },
  { name: "push-session", rule: "a browser whose session is ended is told nothing more", file: `${core}/identity/sessions/mod.rs`,
    from: "    push::forget_session(tx, session).await?;\n", to: "    if !BROKEN {\n        push::forget_session(tx, session).await?;\n    }\n",
    test: "a05_whoever_is_signed_out_is_told_nothing_more" },
  { name: "push-hosts", rule: "a browser names public push services only", file: `${core}/notifications/push/rules.rs`,
    from: "if let Err(error) = check_endpoint(reach, &form.endpoint) {", to: "if let Err(error) = check_endpoint(reach, &form.endpoint)\n        && !BROKEN\n    {",
    test: "f01_f02_hostile_subscriptions_are_refused" },
];

function apply(tree) {
  for (const { name, file, from, to } of RULES) {
    const place = path.join(tree, file);
    const text = fs.readFileSync(place, "utf8");
    if (text.split(from).length !== 2) throw new Error(`${name}: its words are not in ${file} exactly once; mend bin/lib/mutate-rules.mjs`);
    const broken = `${file.startsWith("server/db/") ? "crate" : "server_db"}::broken("${name}")`;
    fs.writeFileSync(place, text.replace(from, () => to.replaceAll("BROKEN", broken)));
  }
  const lib = path.join(tree, "server/db/src/lib.rs");
  const name = 'pub fn broken(name: &str) -> bool {\n    std::env::var("NESTOGY_BROKEN").is_ok_and(|broken| broken == name)\n}\n';
  fs.appendFileSync(lib, `\n/// Whether bin/mutate breaks this rule in this run.\n${name}`);
}

const [command, tree] = process.argv.slice(2);
if (command === "apply") apply(tree);
else if (command === "list") for (const { name, test } of RULES) console.log(`${name}\t${test}`);
else if (command === "table") for (const { rule, file, test } of RULES) console.log(`| ${rule} | \`${file}\` | \`${test}\` |`);
else throw new Error("mutate-rules.mjs apply|list|table");
