// Form groups: which options of an operation are asked first, and which only when wanted; what a run needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "viewer/state/state.hpp"

namespace agglo::viewer {

enum class FormGroup { main, firms, boundaries, fine };
constexpr FormGroup kFormGroups[] = {FormGroup::main, FormGroup::firms, FormGroup::boundaries,
                                     FormGroup::fine};
/// English; empty for the main group, which has no heading.
const char* group_title(FormGroup group);
FormGroup group_of(const Operation& operation, const OptionField& field);

/// Whether the option counts with what the form says now; one that another choice switches off is not asked.
bool is_asked(const State& state, const Operation& operation, const OptionField& field);

/// Bytes that the run is expected to take beside the tables, 0 where the engine has no estimate.
std::uint64_t memory_estimate(const State& state, const Operation& operation);

/// Circles to show round the pointer while a form is filled in.
struct RadiusPreview {
  std::string key;              ///< of the option
  std::vector<double> radii_m;  ///< ascending, at least one
  std::size_t least_firms = 0;  ///< what the form asks for in it; 0 = nothing
};
/// The radius option last touched of the form shown, else its first one; nothing when there is none, its
/// value is wrong, or the form is not in view.
std::optional<RadiusPreview> radius_preview(const State& state);
/// Firms at most that far from a place of the map, in its metres; nothing without firms.
std::optional<std::size_t> firms_within(const State& state, double x_m, double y_m, double radius_m);

}  // namespace agglo::viewer
