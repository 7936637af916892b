#include <algorithm>
#include <cmath>

#include "agglo/projection.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/state/find.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// Brings a place to the middle; the scale stays between the two, in metres per pixel.
void look_at(State& state, double x_m, double y_m, double finest, double coarsest) {
  state.camera.centre_x_m = x_m;
  state.camera.centre_y_m = y_m;
  state.camera.metres_per_pixel = std::clamp(state.camera.metres_per_pixel, finest, coarsest);
  refresh_hover(state);
}

/// A row of the base map: nothing to select there, so it is shown and, when it is a point, marked.
void go_to_base_map(State& state, const SceneLayer& layer, std::uint32_t row, const std::string& name) {
  if (layer.points_only) {
    const double x = (*layer.x)[row], y = (*layer.y)[row];
    if (std::isnan(x) || std::isnan(y)) throw failure(tr("this place is not on the map"));
    look_at(state, x, y, 20, 80);
    state.marker = Marker{x, y, name};
    return;
  }
  const Box box = layer.shapes ? layer.shapes->box(row) : Box{};
  if (box.empty()) throw failure(tr("this place is not on the map"));
  state.marker.reset();
  fit(state.camera, box);
  refresh_hover(state);
}

}  // namespace

void apply(State& state, const ShowFind& a, Jobs& jobs) {
  state.find.open = a.open;
  if (a.open) ++state.find.focus_serial;
  refresh_names(state, jobs);
  if (a.open) start_search(state);
}

void apply(State& state, const FindText& a, Jobs&) {
  state.find.text = a.text;
  start_search(state);
}

void apply(State& state, const FindOn&, Jobs&) {
  continue_search(state);
}

void apply(State& state, const ChooseFound& a, Jobs&) {
  if (a.index < state.find.choices()) state.find.chosen = a.index;
}

void apply(State& state, const GoToFound& a, Jobs& jobs) {
  if (a.index >= state.find.choices()) return;
  state.find.chosen = a.index;
  if (state.find.place && a.index == 0) {
    apply(state, GoToPlace{*state.find.place}, jobs);
    return;
  }
  const FoundName found = state.find.found[a.index - (state.find.place ? 1 : 0)];
  if (!state.find.names || state.find.names->map != state.map) return;
  const std::size_t index = state.find.names->layers[found.entry].layer;
  const SceneLayer& layer = state.map->scene.layers[index];
  const std::string name = found_name(state, found);
  if (layer.is_base_map) {
    go_to_base_map(state, layer, found.hit.row, name);
    return;
  }
  state.marker.reset();
  if (LayerView* view = find_layer(state, layer.name); view && !view->style.visible) {
    remember(state, tr_key("showing {}"), view->title);
    view->style.visible = true;
  }
  state.selection = {};
  apply(state, SelectRow{layer.name, found.hit.row, true}, jobs);
  open_right(state, RightTab::inspect);
  const double x = layer.points_only ? (*layer.x)[found.hit.row] : layer.shapes->first_x(found.hit.row);
  if (std::isnan(x)) throw failure(tr("this row has no place on the map"), tr("its columns are in Details"));
  if (layer.points_only && std::isfinite((*layer.x)[found.hit.row]))
    state.marker = Marker{x, (*layer.y)[found.hit.row], name};
}

void apply(State& state, const GoToPlace& a, Jobs&) {
  if (!state.map) throw usage_error("there is no map yet", "open a project or import a file");
  double x = a.place.x, y = a.place.y;
  if (a.place.degrees) {
    const Frame& frame = state.map->scene.frame;
    if (frame.kind == FrameKind::plane)
      throw usage_error(tr("this map is a plane without a place on the Earth"), tr("give metres: x, y"));
    Projector(frame).metres_from_lonlat({&x, 1}, {&y, 1});
  }
  if (!(std::abs(x) <= kLargestPlane_m && std::abs(y) <= kLargestPlane_m))  // NaN neither
    throw failure(tr("this map's projection cannot show that place"), tr("give a place nearer to the data"));
  look_at(state, x, y, 0.1, 20);
  state.marker = Marker{x, y, place_title(a.place)};
}

void apply(State& state, const ClearMarker&, Jobs&) {
  state.marker.reset();
}

void apply(State& state, const AddBookmark& a, Jobs&) {
  std::string name = a.name;
  for (std::size_t n = state.bookmarks.size() + 1; name.empty(); ++n) {
    name = std::string(tr("View")) + " " + std::to_string(n);
    for (const Bookmark& b : state.bookmarks)
      if (b.name == name) name.clear();
  }
  remember(state, tr_key("bookmark {}"), name);
  const Camera& camera = state.camera;
  state.bookmarks.push_back({name, camera.centre_x_m, camera.centre_y_m, camera.metres_per_pixel});
  state.show_bookmarks = true;
}

void apply(State& state, const GoToBookmark& a, Jobs&) {
  if (a.index >= state.bookmarks.size()) return;
  const Bookmark& bookmark = state.bookmarks[a.index];
  state.camera.centre_x_m = bookmark.centre_x_m;
  state.camera.centre_y_m = bookmark.centre_y_m;
  state.camera.metres_per_pixel = bookmark.metres_per_pixel;
  refresh_hover(state);
}

void apply(State& state, const RenameBookmark& a, Jobs&) {
  if (a.index >= state.bookmarks.size() || a.name.empty() || state.bookmarks[a.index].name == a.name) return;
  remember(state, tr_key("bookmark {}"), a.name);
  state.bookmarks[a.index].name = a.name;
}

void apply(State& state, const DeleteBookmark& a, Jobs&) {
  if (a.index >= state.bookmarks.size()) return;
  remember(state, tr_key("bookmark {}"), state.bookmarks[a.index].name);
  state.bookmarks.erase(state.bookmarks.begin() + static_cast<std::ptrdiff_t>(a.index));
}

void apply(State& state, const ShowBookmarks& a, Jobs&) {
  state.show_bookmarks = a.open;
}

}  // namespace agglo::viewer
