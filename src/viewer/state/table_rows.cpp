#include "viewer/state/table_rows.hpp"

#include <algorithm>
#include <numeric>

#include "viewer/state/linked.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// Up to here rows are found and sorted at once: some milliseconds at most.
constexpr std::size_t kAtOnce = 50'000;

struct Made {
  std::vector<std::uint32_t> rows;
  std::shared_ptr<const std::vector<std::uint32_t>> order;
};

/// Rows that may be in the table before any text is looked for; null = all.
std::shared_ptr<const RowSet> possible_rows(const TableWanted& wanted) {
  if (!wanted.selected_only) return wanted.among;
  if (!wanted.selected) return std::make_shared<const RowSet>(wanted.table->row_count);
  if (!wanted.among) return wanted.selected;
  auto both = std::make_shared<RowSet>(*wanted.selected);
  *both &= *wanted.among;
  return both;
}

/// `order`: all rows sorted as wanted, when they are known from before.
Made make_rows(const TableWanted& wanted, std::shared_ptr<const std::vector<std::uint32_t>> order,
               RunControl& run) {
  Made made;
  const Table& table = *wanted.table;
  std::optional<RowSet> found;
  const std::shared_ptr<const RowSet> possible = possible_rows(wanted);
  if (!wanted.find.empty()) found = rows_containing(table, wanted.find, possible.get(), run);
  const RowSet* among = found ? &*found : possible.get();
  const Column* column = wanted.sort_column.empty() ? nullptr : table.find(wanted.sort_column);
  if (column && !order)
    order = std::make_shared<const std::vector<std::uint32_t>>(
        sorted_rows(*column, wanted.descending, nullptr, run));
  made.order = column ? order : nullptr;
  made.rows.reserve(among ? among->count() : table.row_count);
  if (made.order) {
    for (const std::uint32_t row : *made.order)
      if (!among || among->contains(row)) made.rows.push_back(row);
  } else if (among) {
    among->for_each([&](std::size_t row) { made.rows.push_back(static_cast<std::uint32_t>(row)); });
  } else {
    made.rows.resize(table.row_count);
    std::iota(made.rows.begin(), made.rows.end(), 0u);
  }
  return made;
}

void take(State& state, const TableWanted& wanted, Made made) {
  TableView& view = state.table;
  if (shown_table(state) != wanted.table.get()) return;
  const bool moved = !(view.made_for.table == wanted.table) ||
                     view.made_for.sort_column != wanted.sort_column ||
                     view.made_for.descending != wanted.descending;
  view.rows = std::move(made.rows);
  view.order = std::move(made.order);
  view.made_for = wanted;
  view.job = 0;
  view.top = std::min(view.top, view.rows.empty() ? 0 : view.rows.size() - 1);
  view.cursor = view.anchor = std::min(view.cursor, view.rows.empty() ? 0 : view.rows.size() - 1);
  if (moved) view.top = view.cursor = view.anchor = 0;
  if (!state.selection.empty() && state.selection.layer == view.layer)
    scroll_to_row(view, state.selection.last);
}

std::shared_ptr<const Table> shown_table_shared(const State& state) {
  if (!state.map || state.table.layer.empty()) return nullptr;
  const Layer* layer = state.map->data.find(state.table.layer);
  return layer ? layer->table : nullptr;
}

}  // namespace

bool columns_are_missing(const State& state) {
  return state.map && state.map->first_look;
}

void need_columns(const State& state) {
  if (columns_are_missing(state))
    throw usage_error(tr("the columns of the project are still being read"),
                      tr("try again when they are there"));
}

const Table* shown_table(const State& state) {
  return shown_table_shared(state).get();
}

void refresh_table(State& state, Jobs& jobs) {
  TableView& view = state.table;
  const LayerView* layer = find_layer(state, view.layer);
  const TableWanted wanted{shown_table_shared(state),
                           view.sort_column,
                           view.descending,
                           view.find,
                           layer ? layer->shown : nullptr,
                           view.selected_only,
                           view.selected_only ? selected_in(state, view.layer) : nullptr};
  if (!wanted.table) {
    view.rows.clear();
    view.made_for = {};
    return;
  }
  if (view.made_for == wanted) {
    if (view.job != 0) jobs.cancel(view.job);
    view.job = 0;
    return;
  }
  if (view.job != 0 && view.asked == wanted) return;
  const bool same_order = view.made_for.table == wanted.table &&
                          view.made_for.sort_column == wanted.sort_column &&
                          view.made_for.descending == wanted.descending;
  auto order = same_order ? view.order : nullptr;
  const std::size_t n = wanted.table->row_count;
  const bool no_sort = wanted.sort_column.empty() && wanted.find.empty();
  if (n <= kAtOnce || (no_sort && n <= 20 * kAtOnce)) {
    if (view.job != 0) jobs.cancel(view.job);
    RunControl run;
    take(state, wanted, make_rows(wanted, order, run));
    return;
  }
  if (view.made_for.table != wanted.table) view.rows.clear();
  view.asked = wanted;
  SideJob job{"table", [wanted, order](RunControl& run) {
                auto made = std::make_shared<Made>(make_rows(wanted, order, run));
                return [wanted, made](State& later) { take(later, wanted, std::move(*made)); };
              }};
  view.job = jobs.submit(std::move(job), tr_key("Sort and search the table"));
}

bool table_is_busy(const State& state) {
  return state.table.job != 0;
}

void show_table_of(State& state, const std::string& layer) {
  if (state.table.layer == layer) return;
  const std::size_t screenful = state.table.screenful;
  const bool focused = state.table.focused;
  state.table = {};
  state.table.layer = layer;
  state.table.screenful = screenful;
  state.table.focused = focused;
}

void choose_table(State& state) {
  if (!state.map) return;
  const Layer* layer = state.map->data.last_result("clusters");
  for (const Layer& other : state.map->data.layers)
    if (!layer && other.table) layer = &other;
  if (layer) show_table_of(state, layer->name);
}

void scroll_to_row(TableView& table, std::uint32_t row) {
  const auto found = std::find(table.rows.begin(), table.rows.end(), row);
  if (found == table.rows.end()) return;
  table.cursor = table.anchor = static_cast<std::size_t>(found - table.rows.begin());
  scroll_to_position(table, table.cursor);
}

void scroll_to_position(TableView& table, std::size_t at) {
  if (at < table.top) table.top = at;
  if (at >= table.top + table.screenful) table.top = at + 1 - table.screenful;
}

std::vector<const Column*> shown_columns(const State& state, const Table& table) {
  std::vector<const Column*> columns;
  const auto chosen = state.table_columns.find(state.table.layer);
  if (chosen != state.table_columns.end())
    for (const std::string& name : chosen->second)
      if (const Column* column = table.find(name)) columns.push_back(column);
  if (columns.empty())
    for (const Column& column : table.columns) columns.push_back(&column);
  if (columns.size() > kMostTableColumns) columns.resize(kMostTableColumns);
  return columns;
}

std::string rows_as_text(const Table&, const std::vector<const Column*>& columns,
                         const std::vector<std::uint32_t>& rows, std::size_t most) {
  std::string text;
  for (const Column* column : columns) text += (column == columns.front() ? "" : "\t") + column->name;
  for (std::size_t k = 0; k < std::min(most, rows.size()); ++k) {
    text += '\n';
    for (const Column* column : columns) {
      std::string value = column->text(rows[k]);
      // Neither may stand in a cell, and spreadsheets know no way to say so.
      std::replace_if(
          value.begin(), value.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
      if (column != columns.front()) text += '\t';
      text += value;
    }
  }
  return text + "\n";
}

Table table_of_rows(const Table& table, const std::vector<std::uint32_t>& rows) {
  Table result;
  result.row_count = rows.size();
  for (const Column& column : table.columns) {
    Column copy{column.name, {}, column.unit, column.description};
    std::visit(
        [&](const auto& values) {
          std::decay_t<decltype(values)> taken;
          if constexpr (requires { taken.values; }) {
            for (const std::uint32_t row : rows) taken.values.push_back(values.values[row]);
          } else {
            for (const std::uint32_t row : rows) taken.push_back(values[row]);
          }
          copy.values = std::move(taken);
        },
        column.values);
    result.columns.push_back(std::move(copy));
  }
  if (!table.shapes.empty())
    for (const std::uint32_t row : rows) result.shapes.add_row_of(table.shapes, row);
  return result;
}

}  // namespace agglo::viewer
