"""The console's addresses; each view wears its guard. Names of sign-in pages are those django-allauth looks for."""

from django.urls import include, path

from motcua.audiences.console.views import (
    channels,
    channels_consent,
    channels_menu,
    channels_presses,
    choosing,
    counter,
    dossiers,
    imports,
    imports_presses,
    inbox,
    inbox_answers,
    inbox_presses,
    knowledge,
    knowledge_desk,
    knowledge_editing,
    lists,
    lists_editing,
    lists_rows,
    presses,
    reports,
    sign_in,
)

_counters = [
    path("", choosing.home, name="home"),
    path("counters/<int:counter_id>/", counter.counter, name="counter"),
    path("counters/<int:counter_id>/duties/", choosing.duties, name="duties"),
    path("counters/<int:counter_id>/departures/", choosing.departures, name="departures"),
    path("counters/<int:counter_id>/calls/", presses.calls, name="calls"),
    path("counters/<int:counter_id>/recalls/", presses.recalls, name="recalls"),
    path("counters/<int:counter_id>/no-shows/", presses.no_shows, name="no_shows"),
    path("counters/<int:counter_id>/completions/", presses.completions, name="completions"),
    path("counters/<int:counter_id>/rejoins/", presses.rejoins, name="rejoins"),
    path("counters/<int:counter_id>/undo/", presses.undo, name="undo"),
]

_letters = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:thread_id>/", inbox.thread, name="thread"),
    path("inbox/<int:thread_id>/claims/", inbox_presses.claims, name="thread_claims"),
    path("inbox/<int:thread_id>/releases/", inbox_presses.releases, name="thread_releases"),
    path("inbox/<int:thread_id>/replies/", inbox_presses.replies, name="thread_replies"),
    path("inbox/<int:thread_id>/notes/", inbox_presses.notes, name="thread_notes"),
    path("inbox/<int:thread_id>/snoozes/", inbox_presses.snoozes, name="thread_snoozes"),
    path("inbox/<int:thread_id>/transfers/", inbox_presses.transfers, name="thread_transfers"),
    path("inbox/<int:thread_id>/ends/", inbox_presses.ends, name="thread_ends"),
    path("inbox/<int:thread_id>/reopenings/", inbox_presses.reopenings, name="thread_reopenings"),
    path("inbox/<int:thread_id>/lessons/", inbox_presses.lessons, name="thread_lessons"),
    path("inbox/answers/", inbox_answers.canned_answers, name="canned_answers"),
    path("inbox/answers/new/", inbox_answers.add, name="add_canned_answer"),
    path("inbox/answers/<int:answer_id>/retirements/", inbox_answers.retire, name="retire_canned_answer"),
]

_reports = [
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/openings/", reports.openings, name="report_openings"),
    path("reports/<int:report_id>/assignments/", reports.assignments, name="report_assignments"),
    path("reports/<int:report_id>/ends/", reports.ends, name="report_ends"),
    path("reports/<int:report_id>/reopenings/", reports.reopenings, name="report_reopenings"),
]

_knowledge = [
    path("knowledge/", knowledge.entries, name="knowledge"),
    path("knowledge/entries/new/", knowledge_editing.new, name="knowledge_new"),
    path("knowledge/entries/<slug:key>/", knowledge.entry, name="knowledge_entry"),
    path("knowledge/entries/<slug:key>/versions/", knowledge.versions, name="knowledge_versions"),
    path("knowledge/entries/<slug:key>/hidings/", knowledge.hidings, name="knowledge_hide"),
    path("knowledge/versions/<int:version_id>/", knowledge_editing.version, name="knowledge_version"),
    path("knowledge/versions/<int:version_id>/submissions/", knowledge_editing.submissions, name="knowledge_submit"),
    path("knowledge/versions/<int:version_id>/discards/", knowledge_editing.discards, name="knowledge_discard"),
    path("knowledge/versions/<int:version_id>/approvals/", knowledge_editing.approvals, name="knowledge_approve"),
    path("knowledge/versions/<int:version_id>/returns/", knowledge_editing.returns, name="knowledge_return"),
    path("knowledge/versions/<int:version_id>/withdrawals/", knowledge_editing.withdrawals, name="knowledge_withdraw"),
    path("knowledge/preview/", knowledge_editing.preview, name="knowledge_preview"),
    path("knowledge/waiting/", knowledge.waiting, name="knowledge_waiting"),
    path("knowledge/trial/", knowledge.trial, name="knowledge_trial"),
    path("knowledge/conflicts/", knowledge.conflicts, name="knowledge_conflicts"),
    path("knowledge/desk/", knowledge_desk.desk, name="knowledge_desk"),
    path("knowledge/phrasings/", knowledge_desk.phrasings, name="knowledge_phrasings"),
    path(
        "knowledge/phrasings/<int:phrasing_id>/approvals/", knowledge_desk.phrasing_approvals, name="phrasing_approve"
    ),
    path("knowledge/phrasings/<int:phrasing_id>/refusals/", knowledge_desk.phrasing_refusals, name="phrasing_refuse"),
    path("knowledge/questions/clearings/", knowledge_desk.clearings, name="knowledge_clear"),
    path("knowledge/figures/", knowledge_desk.figures, name="knowledge_figures"),
]

_lists = [
    path("lists/", lists.lists, name="lists"),
    path("lists/start/", lists_editing.start, name="list_start"),
    path("lists/new/", lists_editing.new, name="list_new"),
    path("lists/<int:list_id>/", lists.one_list, name="list"),
    path("lists/<int:list_id>/menu/", lists.menu, name="list_menu"),
    path("lists/<int:list_id>/versions/", lists_editing.versions, name="list_versions"),
    path("lists/<int:list_id>/rows/", lists_rows.rows, name="list_rows"),
    path("lists/<int:list_id>/pasted/", lists_rows.pastes, name="list_pasted"),
    path("lists/<int:list_id>/printed/", lists.printed, name="list_printed"),
    path("lists/versions/<int:version_id>/", lists_editing.version, name="list_version"),
    path("lists/versions/<int:version_id>/trial/", lists.trial, name="list_trial"),
    path("lists/versions/<int:version_id>/submissions/", lists_editing.submissions, name="list_submit"),
    path("lists/versions/<int:version_id>/approvals/", lists_editing.approvals, name="list_approve"),
    path("lists/versions/<int:version_id>/returns/", lists_editing.returns, name="list_return"),
    path("lists/versions/<int:version_id>/publications/", lists_editing.publications, name="list_publish"),
    path("lists/versions/<int:version_id>/withdrawals/", lists_editing.withdrawals, name="list_withdraw"),
    path("lists/rows/<int:row_id>/", lists_rows.row, name="list_row"),
    path("lists/rows/<int:row_id>/hand-overs/", lists_rows.hand_overs, name="list_hand_over"),
    path("lists/rows/<int:row_id>/closings/", lists_rows.closings, name="list_close"),
    path("lists/rows/<int:row_id>/reopenings/", lists_rows.reopenings, name="list_reopen"),
    path("lists/requests/<int:request_id>/decisions/", lists_rows.decisions, name="list_decide"),
]

_dossiers = [
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/purges/", dossiers.purges, name="dossier_purges"),
    path("dossiers/<int:dossier_id>/", dossiers.dossier, name="dossier"),
    path("dossiers/<int:dossier_id>/corrections/", dossiers.corrections, name="dossier_correct"),
    path("dossiers/flags/<int:transition_id>/decisions/", dossiers.decisions, name="dossier_decide"),
]
_channels = [
    path("channels/", channels.channels, name="channels"),
    path("channels/new/", channels_presses.new, name="channel_new"),
    path("channels/consents/", channels_consent.callback, name="channel_callback"),
    path("channels/<int:account_id>/", channels.channel, name="channel"),
    path("channels/<int:account_id>/checkups/", channels_presses.checkups, name="channel_checkups"),
    path("channels/<int:account_id>/consents/", channels_consent.consents, name="channel_consents"),
    path("channels/<int:account_id>/tests/", channels_presses.tests, name="channel_tests"),
    path("channels/<int:account_id>/stops/", channels_presses.stops, name="channel_stops"),
    path("channels/<int:account_id>/resumptions/", channels_presses.resumptions, name="channel_resumptions"),
    path("channels/<int:account_id>/keys/", channels_presses.keys, name="channel_keys"),
    path("channels/<int:account_id>/pairs/", channels_presses.pairs, name="channel_pairs"),
    path("channels/<int:account_id>/decisions/", channels_presses.decisions, name="channel_decisions"),
    path("channels/<int:account_id>/verifiers/", channels_presses.verifiers, name="channel_verifiers"),
    path("channels/<int:account_id>/menu/", channels_menu.menu, name="channel_menu"),
    path("channels/<int:account_id>/menu/confirmations/", channels_menu.confirmations, name="channel_menu_set"),
    path("channels/<int:account_id>/menu/qr.svg", channels_menu.qr, name="channel_qr"),
]

_imports = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports_presses.new, name="import_new"),
    path("imports/templates/<slug:key>-<int:part>.xlsx", imports.sheet_template, name="import_template"),
    path("imports/<int:run_id>/", imports.one, name="import"),
    path("imports/<int:run_id>/sheets/", imports_presses.sheets, name="import_sheets"),
    path("imports/<int:run_id>/columns/", imports_presses.columns, name="import_columns"),
    path("imports/<int:run_id>/writes/", imports_presses.writes, name="import_writes"),
    path("imports/<int:run_id>/stops/", imports_presses.stops, name="import_stops"),
    path("imports/<int:run_id>/cancellations/", imports_presses.cancellations, name="import_cancellations"),
    path("imports/<int:run_id>/undos/", imports_presses.undos, name="import_undos"),
    path("imports/<int:run_id>/errors.xlsx", imports.errors, name="import_errors"),
]

_rooms = [*_counters, *_letters, *_reports, *_knowledge, *_lists, *_dossiers, *_channels, *_imports]

urlpatterns = [
    path("", include((_rooms, "console"))),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.verify, name="mfa_authenticate"),
    path("sign-in/inactive/", sign_in.inactive, name="account_inactive"),
    path("sign-in/again/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", sign_in.verify_again, name="mfa_reauthenticate"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("second-factor/", sign_in.second_factor, name="mfa_index"),
    path("second-factor/activate/", sign_in.activate, name="mfa_activate_totp"),
    path("second-factor/deactivate/", sign_in.deactivate, name="mfa_deactivate_totp"),
    path("second-factor/codes/", sign_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", sign_in.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
