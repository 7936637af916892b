// Actions: the table.
#pragma once

#include <string>
#include <variant>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowTable {
  std::string layer;
};
struct SortTable {
  std::string column;
  bool descending;
};
struct FilterTable {
  std::string text;
};

using TableActions = std::variant<ShowTable, SortTable, FilterTable>;

void apply(State& state, const ShowTable& a, Jobs& jobs);
void apply(State& state, const SortTable& a, Jobs& jobs);
void apply(State& state, const FilterTable& a, Jobs& jobs);

}  // namespace agglo::viewer
