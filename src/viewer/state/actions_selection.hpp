// Actions: which rows are selected.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct SelectRow {
  std::string layer;
  std::uint32_t row;
  bool zoom = false;
  bool add = false;
};
/// How new rows combine with those selected so far in the same layer.
enum class Combine { replace, add, take_out, keep_common };
struct SelectRows {
  std::string layer;
  std::shared_ptr<const RowSet> rows;
  Combine how = Combine::replace;
};
struct ClearSelection {};

using SelectionActions = std::variant<SelectRow, SelectRows, ClearSelection>;

void apply(State& state, const SelectRow& a, Jobs& jobs);
void apply(State& state, const SelectRows& a, Jobs& jobs);
void apply(State& state, const ClearSelection& a, Jobs& jobs);

}  // namespace agglo::viewer
