// Actions: the history of the project, which is its recipe.
#pragma once

#include <filesystem>
#include <optional>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Steps are meant by their place in the recipe, from 0.
struct SelectStep {
  std::size_t index;
};  ///< shows what the step made
struct EditStep {
  std::size_t index;
};  ///< its form, filled in
struct DeleteStep {
  std::size_t index;
};
/// Runs this step and all after it again.
struct RerunSteps {
  std::size_t index;
};
/// As command lines, to the clipboard; no index = all.
struct CopySteps {
  std::optional<std::size_t> index;
};
struct SaveRecipe {
  std::filesystem::path file;
};

void apply(State& state, const SelectStep& a, Jobs& jobs);
void apply(State& state, const EditStep& a, Jobs& jobs);
void apply(State& state, const DeleteStep& a, Jobs& jobs);
void apply(State& state, const RerunSteps& a, Jobs& jobs);
void apply(State& state, const CopySteps& a, Jobs& jobs);
void apply(State& state, const SaveRecipe& a, Jobs& jobs);

}  // namespace agglo::viewer
