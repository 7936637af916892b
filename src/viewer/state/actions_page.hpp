// Actions: laying out pages.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowPageEditor {
  bool open;
};
struct SetPage {
  PageOptions page;
};
struct ChoosePart {
  std::string part;  ///< empty = none
};
/// The page shows what the map shows now.
struct PageFromView {};
struct SetPreviewWidth {
  int pixels;
};
/// Keeps the page in the project under a name, over the one of that name.
struct SavePage {
  std::string name;
};
/// The name that is typed for the page.
struct NamePage {
  std::string name;
};
struct AddPageImage {
  std::string file;
};
struct LoadPage {
  std::size_t index;
};
struct DeletePage {
  std::size_t index;
};
struct ExportPage {
  std::filesystem::path file;
};

void apply(State& state, const ShowPageEditor& a, Jobs& jobs);
void apply(State& state, const SetPage& a, Jobs& jobs);
void apply(State& state, const ChoosePart& a, Jobs& jobs);
void apply(State& state, const PageFromView& a, Jobs& jobs);
void apply(State& state, const SetPreviewWidth& a, Jobs& jobs);
void apply(State& state, const SavePage& a, Jobs& jobs);
void apply(State& state, const NamePage& a, Jobs& jobs);
void apply(State& state, const AddPageImage& a, Jobs& jobs);
void apply(State& state, const LoadPage& a, Jobs& jobs);
void apply(State& state, const DeletePage& a, Jobs& jobs);
void apply(State& state, const ExportPage& a, Jobs& jobs);

}  // namespace agglo::viewer
