#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "agglo/place_text.hpp"
#include "agglo/project.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

/// Every line a place, and all of the same kind; empty otherwise.
std::vector<TypedPlace> places_of(const std::vector<std::string>& lines, bool planar) {
  std::vector<TypedPlace> places;
  for (const std::string& line : lines) {
    const auto place = parse_place(line, planar);
    if (!place || (!places.empty() && places.front().degrees != place->degrees)) return {};
    places.push_back(*place);
  }
  return places;
}

/// Two lines or more that a tab, a semicolon or a comma parts into equally many cells, two or more.
bool is_table(const std::vector<std::string>& lines) {
  if (lines.size() < 2) return false;
  for (const char mark : {'\t', ';', ','}) {
    const auto cells = std::count(lines.front().begin(), lines.front().end(), mark);
    if (cells > 0 && std::all_of(lines.begin(), lines.end(), [&](const std::string& line) {
          return std::count(line.begin(), line.end(), mark) >= cells;
        }))
      return true;
  }
  return false;
}

/// Beside the project, so that its recipe still finds the file tomorrow; else among temporary files.
fs::path pasted_file(const State& state) {
  std::error_code error;
  fs::path folder =
      state.project.empty() ? fs::temp_directory_path(error) : fs::absolute(state.project).parent_path();
  for (int n = 1;; ++n) {
    const fs::path file = folder / fmt::format("pasted-{}.csv", n);
    if (!fs::exists(file, error)) return file;
  }
}

void import_text(State& state, const std::string& text, Jobs& jobs) {
  const fs::path file = pasted_file(state);
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw failure("\"" + file.string() + "\" cannot be written", "check the folder of the project");
  apply(state, OpenFile{file}, jobs);
}

}  // namespace

void apply(State& state, const DropFiles& a, Jobs& jobs) {
  std::vector<fs::path> imports;
  bool opened = false;
  for (const fs::path& file : a.files) {
    if (!opened && file.extension() == ".gpkg" && is_project(file)) {
      apply(state, OpenFile{file}, jobs);
      opened = true;
    } else {
      imports.push_back(file);
    }
  }
  state.dropped.insert(state.dropped.end(), imports.begin(), imports.end());
  if (!imports.empty() && !opened) apply(state, NextDropped{}, jobs);
}

void apply(State& state, const NextDropped&, Jobs& jobs) {
  if (state.dropped.empty()) return;
  const fs::path file = state.dropped.front();
  state.dropped.erase(state.dropped.begin());
  apply(state, OpenFile{file}, jobs);
}

void apply(State& state, const ForgetDropped&, Jobs&) {
  state.dropped.clear();
}

void apply(State& state, const Paste&, Jobs&) {
  state.wants_clipboard = true;
}

void apply(State& state, const PasteText& a, Jobs& jobs) {
  const auto lines = lines_of(a.text);
  const bool planar = state.map && state.map->scene.frame.kind == FrameKind::plane;
  const auto places = places_of(lines, planar);
  if (places.size() == 1 && state.map) {
    apply(state, GoToPlace{places.front()}, jobs);
    return;
  }
  if (!places.empty()) {
    std::string text = places.front().degrees ? "lon,lat\n" : "x,y\n";
    for (const TypedPlace& place : places) text += fmt::format("{},{}\n", place.x, place.y);
    import_text(state, text, jobs);
    return;
  }
  if (!is_table(lines))
    throw usage_error(tr("there are no coordinates on the clipboard"),
                      tr("copy \"44.70, 11.04\", several such lines, or a table with a line of headers"));
  import_text(state, a.text, jobs);
}

void apply(State& state, const TakePicture& a, Jobs&) {
  if (!state.map)
    throw usage_error("there is no map to take a picture of", "open a project or import a file");
  state.picture = PictureWish{a.times > 0 ? std::clamp(a.times, 1, 4) : state.picture_times, a.file};
}

void apply(State& state, const SetPictureTimes& a, Jobs&) {
  state.picture_times = std::clamp(a.times, 1, 4);
}

}  // namespace agglo::viewer
