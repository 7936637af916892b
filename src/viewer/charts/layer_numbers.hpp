// Layer numbers: the columns that charts of a layer can show, and how many firms and jobs each row stands
// for.
#pragma once

#include <memory>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/run_control.hpp"
#include "viewer/charts/chart_slot.hpp"

namespace agglo::viewer {

struct LayerNumbers {
  std::shared_ptr<const Table> own;
  /// Establishments that are the rows of `own` one by one (members of clusters); else null.
  std::shared_ptr<const Table> firms_table;
  bool rows_are_firms = false;
  bool rows_overlap =
      false;  ///< a firm can be in several rows (rings of catchments): sums would count it twice
  std::vector<float> firms;    ///< rows; empty when each row is one firm or the layer counts none
  std::vector<float> jobs;     ///< rows, middle of the class, NaN unknown; empty when there is no such column
  bool sums_are_exact = true;  ///< of firms and jobs, in any order: whole and half numbers below 2^23

  /// A column of the layer or of the firms that its rows are; null when neither has it.
  const Column* find(std::string_view name) const;
  bool counts_firms() const { return rows_are_firms || !firms.empty(); }
};

/// What the numbers are made from; tables are shared.
struct NumbersSource {
  std::string layer;
  std::shared_ptr<const Table> own, establishments;  ///< establishments: null when the project has none
  bool rows_are_firms = false, rows_overlap = false;
  bool operator==(const NumbersSource&) const = default;
};
/// Nothing when the layer has no table.
std::optional<NumbersSource> numbers_source(const Dataset& data, std::string_view layer);
/// O(rows): about 0.1 s for 10 million.
LayerNumbers layer_numbers(const NumbersSource& source, RunControl& run);

/// Columns by what a chart can do with them, own columns first. Copies that an import keeps of its source
/// (src_...) and places come last.
std::vector<const Column*> number_columns(const LayerNumbers& numbers);    ///< numbers and dates
std::vector<const Column*> category_columns(const LayerNumbers& numbers);  ///< texts and whole numbers
bool has_years(const LayerNumbers& numbers);                               ///< a column `born` of dates

/// Three charts to begin with, or fewer where the layer has too few columns.
std::vector<ChartSlot> default_slots(const LayerNumbers& numbers);

}  // namespace agglo::viewer
