#include "viewer/state/table_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace agglo::viewer {

namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool row_matches(const Table& table, std::uint32_t row, const std::string& wanted) {
  return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
    return lower(column.text(row)).find(wanted) != std::string::npos;
  });
}

bool is_text(const Column& column) {
  return std::holds_alternative<StringColumn>(column.values);
}

void sort_rows(const Column& column, bool descending, std::vector<std::uint32_t>& rows) {
  if (is_text(column)) {
    const auto& text = std::get<StringColumn>(column.values);
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
      if (text[a].empty() != text[b].empty()) return text[b].empty();
      return descending ? text[b] < text[a] : text[a] < text[b];
    });
    return;
  }
  const auto* days = std::get_if<Days>(&column.values);
  std::vector<double> value(column.size());
  for (const std::uint32_t row : rows) {
    value[row] = column.number(row);
    if (days)
      value[row] = days->values[row] == kUnknownDay ? std::nan("") : static_cast<double>(days->values[row]);
  }
  std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    const bool missing_a = std::isnan(value[a]), missing_b = std::isnan(value[b]);
    if (missing_a || missing_b) return !missing_a && missing_b;
    return descending ? value[b] < value[a] : value[a] < value[b];
  });
}

}  // namespace

const Table* shown_table(const State& state) {
  if (!state.map || state.table.layer.empty()) return nullptr;
  const Layer* layer = state.map->data.find(state.table.layer);
  return layer ? layer->table.get() : nullptr;
}

void refresh_rows(State& state) {
  TableView& view = state.table;
  view.rows.clear();
  const Table* table = shown_table(state);
  if (!table) return;
  view.rows.resize(table->row_count);
  std::iota(view.rows.begin(), view.rows.end(), 0u);
  if (!view.filter.empty()) {
    const std::string wanted = lower(view.filter);
    std::erase_if(view.rows, [&](std::uint32_t row) { return !row_matches(*table, row, wanted); });
  }
  if (const Column* column = view.sort_column.empty() ? nullptr : table->find(view.sort_column))
    sort_rows(*column, view.descending, view.rows);
  if (!state.selection.empty() && state.selection.layer == view.layer)
    scroll_to_row(view, state.selection.last);
}

void choose_table(State& state) {
  if (!state.map) return;
  const Layer* layer = state.map->data.last_result("clusters");
  for (const Layer& other : state.map->data.layers)
    if (!layer && other.table) layer = &other;
  if (!layer) return;
  state.table = {};
  state.table.layer = layer->name;
  refresh_rows(state);
}

void scroll_to_row(TableView& table, std::uint32_t row) {
  const auto found = std::find(table.rows.begin(), table.rows.end(), row);
  if (found == table.rows.end()) return;
  table.scroll_to = static_cast<std::uint32_t>(found - table.rows.begin());
  ++table.scroll_serial;
}

}  // namespace agglo::viewer
