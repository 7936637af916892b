// Selection layer: some rows of a layer as a layer of their own.
#pragma once

#include "agglo/dataset.hpp"
#include "agglo/row_set.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// The rows of a table in their order, with all columns and shapes.
Table rows_of_table(const Table& table, const RowSet& rows, RunControl& run);

/// A result named "selection" that no step made: kind "selected_firms" for establishments and members of
/// clusters, else "selection". Its provenance says how many rows of which layer it has, and keeps licence and
/// source.
Layer layer_of_rows(const Layer& from, const RowSet& rows, RunControl& run);

}  // namespace agglo
