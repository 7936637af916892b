// Actions: dropped and pasted things, pictures of the map.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

/// Files dropped on the window: a project is opened, the others are imported one after the other.
struct DropFiles {
  std::vector<std::filesystem::path> files;
};
/// The next of the files that wait for their import form.
struct NextDropped {};
struct ForgetDropped {};
/// Asks the window for the text on the clipboard, which comes back as PasteText.
struct Paste {};
/// Coordinates: one place is gone to, several become a file for the import form, as does a table with
/// headers.
struct PasteText {
  std::string text;
};
/// The map as it is on the screen, `times` as fine (0 = as was chosen), into a PNG or (no file) onto the
/// clipboard.
struct TakePicture {
  int times = 1;
  std::filesystem::path file;
};
struct SetPictureTimes {
  int times;
};

void apply(State& state, const DropFiles& a, Jobs& jobs);
void apply(State& state, const NextDropped& a, Jobs& jobs);
void apply(State& state, const ForgetDropped& a, Jobs& jobs);
void apply(State& state, const Paste& a, Jobs& jobs);
void apply(State& state, const PasteText& a, Jobs& jobs);
void apply(State& state, const TakePicture& a, Jobs& jobs);
void apply(State& state, const SetPictureTimes& a, Jobs& jobs);

}  // namespace agglo::viewer
