#include <fmt/format.h>

#include <algorithm>

#include "agglo/store.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/selecting.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kMostCopied = 100'000;

/// Selects the rows at positions a..b, both included.
void select_range(State& state, std::size_t a, std::size_t b, Combine how, Jobs& jobs) {
  const Table* table = shown_table(state);
  if (!table || state.table.rows.empty()) return;
  const std::size_t last = state.table.rows.size() - 1;
  RowSet rows(table->row_count);
  for (std::size_t k = std::min({a, b, last}); k <= std::min(std::max(a, b), last); ++k)
    rows.insert(state.table.rows[k]);
  apply(state, SelectRows{state.table.layer, std::make_shared<const RowSet>(std::move(rows)), how}, jobs);
}

/// While only selected rows are shown: goes to one of them. False when clicks select.
bool go_to_position(State& state, std::size_t position, bool zoom) {
  const TableView& view = state.table;
  if (!view.selected_only || position >= view.rows.size()) return false;
  state.selection.last = view.rows[position];
  if (zoom) go_to_row(state, view.layer, view.rows[position]);
  return true;
}

}  // namespace

void apply(State& state, const ShowTable& a, Jobs&) {
  show_table_of(state, a.layer);
  open_bottom(state, BottomTab::table);
}

void apply(State& state, const SortTable& a, Jobs&) {
  const Table* table = shown_table(state);
  if (!a.column.empty() && table) table->at(a.column);  // throws what columns there are
  state.table.sort_column = a.column;
  state.table.descending = a.descending;
}

void apply(State& state, const FilterTable& a, Jobs&) {
  state.table.find = a.text;
}

void apply(State& state, const ShowSelectedOnly& a, Jobs&) {
  state.table.selected_only = a.on;
}

void apply(State& state, const SelectTableRows&, Jobs& jobs) {
  if (state.table.rows.empty()) return;
  select_range(state, 0, state.table.rows.size() - 1, Combine::replace, jobs);
}

void apply(State& state, const ScrollTable& a, Jobs&) {
  TableView& view = state.table;
  const std::size_t shorter = std::max<std::size_t>(1, a.screenful);
  const bool grows = view.screenful != shorter;
  view.screenful = shorter;
  const std::size_t most = view.rows.size() > shorter ? view.rows.size() - shorter : 0;
  view.top = std::min(a.top, most);
  // A panel that shrinks must not hide the row somebody is on.
  if (grows && view.cursor >= a.top && view.cursor >= view.top + shorter)
    scroll_to_position(view, view.cursor);
}

void apply(State& state, const MoveTableCursor& a, Jobs& jobs) {
  TableView& view = state.table;
  if (view.rows.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(view.rows.size()) - 1;
  const auto by = std::clamp<std::ptrdiff_t>(a.by, -last - 1, last + 1);
  view.cursor = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(view.cursor) + by, 0, last));
  if (go_to_position(state, view.cursor, false)) {
    scroll_to_position(view, view.cursor);
    return;
  }
  const std::size_t cursor = view.cursor, anchor = a.extend ? view.anchor : cursor;
  select_range(state, anchor, cursor, Combine::replace, jobs);
  view.cursor = cursor;  // selecting may have moved them
  view.anchor = anchor;
  state.selection.last = state.selection.empty() ? 0 : view.rows[cursor];
  scroll_to_position(view, cursor);
}

void apply(State& state, const ClickTableRow& a, Jobs& jobs) {
  TableView& view = state.table;
  if (a.position >= view.rows.size()) return;
  if (a.how == TableClick::only && go_to_position(state, a.position, true)) {
    view.cursor = view.anchor = a.position;
    return;
  }
  const std::size_t anchor = view.anchor, top = view.top;
  const std::uint32_t row = view.rows[a.position];
  if (a.how == TableClick::range)
    select_range(state, anchor, a.position, Combine::replace, jobs);
  else
    apply(state, SelectRow{view.layer, row, a.how == TableClick::only, a.how == TableClick::toggle}, jobs);
  view.cursor = a.position;
  view.anchor = a.how == TableClick::range ? anchor : a.position;
  view.top = top;  // the row is where it was clicked
  if (!state.selection.empty()) state.selection.last = row;
}

void apply(State& state, const FocusTable& a, Jobs&) {
  state.table.focused = a.focused;
}

void apply(State& state, const ChooseTableColumns& a, Jobs&) {
  if (a.columns.empty())
    state.table_columns.erase(a.layer);
  else
    state.table_columns[a.layer] = a.columns;
}

void apply(State& state, const SummariseColumn& a, Jobs& jobs) {
  if (!state.map) return;
  const Layer* layer = state.map->data.find(state.table.layer);
  if (!layer || !layer->table) return;
  layer->table->at(a.column);
  std::shared_ptr<const RowSet> only;
  if (state.table.rows.size() != layer->table->row_count) {
    RowSet rows(layer->table->row_count);
    for (const std::uint32_t row : state.table.rows) rows.insert(row);
    only = std::make_shared<const RowSet>(std::move(rows));
  }
  state.statistics = ColumnStatistics{layer->name, a.column, 0, std::nullopt};
  SideJob job{"statistics", [table = layer->table, only, column = a.column](RunControl& run) {
                return [column, summary = summary_of(table->at(column), only.get(), run)](State& later) {
                  if (!later.statistics || later.statistics->column != column) return;
                  later.statistics->summary = summary;
                  later.statistics->job = 0;
                };
              }};
  constexpr std::size_t kAtOnce = 50'000;
  if (layer->table->row_count <= kAtOnce) {
    RunControl run;
    job.work(run)(state);
    return;
  }
  state.statistics->job = jobs.submit(std::move(job), job_title(JobTitle::statistics, a.column));
}

void apply(State& state, const CloseStatistics&, Jobs& jobs) {
  if (state.statistics && state.statistics->job != 0) jobs.cancel(state.statistics->job);
  state.statistics.reset();
}

void apply(State& state, const CopyTableRows& a, Jobs&) {
  need_columns(state);
  const Table* table = shown_table(state);
  if (!table) return;
  std::vector<std::uint32_t> rows = state.table.rows;
  if (a.selected_only)
    std::erase_if(rows, [&](std::uint32_t row) {
      return state.selection.layer != state.table.layer || !state.selection.contains(row);
    });
  if (rows.empty()) throw usage_error(tr("there are no rows to copy"), tr("select rows first"));
  state.clipboard = rows_as_text(*table, shown_columns(state, *table), rows, kMostCopied);
  const bool cut = rows.size() > kMostCopied;
  state.messages.push_back({cut ? MessageKind::warning : MessageKind::note, tr("Copied"),
                            fmt::format(fmt::runtime(tr("{} rows are on the clipboard")),
                                        grouped(std::min(rows.size(), kMostCopied))),
                            cut ? tr("Save the rows as a file to have all of them.") : ""});
}

void apply(State& state, const ExportTable& a, Jobs& jobs) {
  need_columns(state);
  const Layer* layer = state.map ? state.map->data.find(state.table.layer) : nullptr;
  if (!layer || !layer->table)
    throw usage_error(tr("there is no table to save"), tr("open a project or import a file"));
  refuse_source_file(state, a.file);
  auto rows = std::make_shared<const std::vector<std::uint32_t>>(state.table.rows);
  const bool planar = state.map->data.frame.kind == FrameKind::plane;
  SideJob job{"export " + a.file.string(), [source = *layer, rows, planar, file = a.file](RunControl& run) {
                Layer part = source;
                part.table = std::make_shared<const Table>(table_of_rows(*source.table, *rows));
                write_layers(file, {part}, planar, run);
                return [file, n = rows->size()](State& later) {
                  later.messages.push_back(
                      {MessageKind::note, tr("Save the rows of the table"),
                       fmt::format(fmt::runtime(tr("Wrote {} rows to {}")), grouped(n), file.string()), ""});
                };
              }};
  jobs.submit(std::move(job), tr_key("Save the rows of the table"));
}

}  // namespace agglo::viewer
