#include "agglo/selection_layer.hpp"

#include <utility>

namespace agglo {
namespace {

template <class T>
std::vector<T> values_of(const std::vector<T>& values, const RowSet& rows, std::size_t count) {
  std::vector<T> kept;
  kept.reserve(count);
  rows.for_each([&](std::size_t row) { kept.push_back(values[row]); });
  return kept;
}

ColumnValues column_of(const ColumnValues& values, const RowSet& rows, std::size_t count) {
  if (const auto* text = std::get_if<StringColumn>(&values)) {
    StringColumn kept;
    kept.reserve(count);
    rows.for_each([&](std::size_t row) { kept.push_back((*text)[row]); });
    return kept;
  }
  if (const auto* days = std::get_if<Days>(&values)) return Days{values_of(days->values, rows, count)};
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&values))
    return values_of(*whole, rows, count);
  return values_of(std::get<std::vector<double>>(values), rows, count);
}

}  // namespace

Table rows_of_table(const Table& table, const RowSet& rows, RunControl& run) {
  Table kept;
  kept.row_count = rows.count();
  for (const Column& column : table.columns) {
    run.check();
    kept.columns.push_back(
        {column.name, column_of(column.values, rows, kept.row_count), column.unit, column.description});
  }
  if (!table.shapes.empty())
    rows.for_each([&](std::size_t row) { kept.shapes.add_row_of(table.shapes, row); });
  return kept;
}

Layer layer_of_rows(const Layer& from, const RowSet& rows, RunControl& run) {
  const bool firms = from.role == Role::establishments || from.kind == "cluster_firms" ||
                     from.kind == "centre_firms" || from.kind == "selected_firms";
  Layer layer;
  layer.name = "selection";
  layer.title = "Selection";
  layer.kind = firms ? "selected_firms" : "selection";
  layer.table = std::make_shared<const Table>(rows_of_table(*from.table, rows, run));
  layer.provenance.source = "selection of " + std::to_string(layer.table->row_count) + " of " +
                            std::to_string(from.table->row_count) + " rows of " +
                            (from.title.empty() ? from.name : from.title) +
                            (from.provenance.source.empty() ? "" : " (" + from.provenance.source + ")");
  layer.provenance.licence = from.provenance.licence;
  return layer;
}

}  // namespace agglo
