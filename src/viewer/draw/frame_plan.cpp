#include "viewer/draw/frame_plan.hpp"

#include <algorithm>
#include <cmath>

#include "viewer/draw/plan_parts.hpp"
#include "viewer/draw/plan_styled.hpp"
#include "viewer/state/pick.hpp"

namespace agglo::viewer {

namespace {

constexpr Colour kSea{221, 231, 239, 255}, kPaper{250, 250, 248, 255};
constexpr double kPixelsPerLabel = 9000;  // at scale 1
constexpr std::size_t kNewSpritesPerFrame = 30, kMostWishes = 3000;

void add_shapes(const LayerContext& c, PlanCache& cache, FramePlan& plan) {
  if (!c.prepared.mesh) return;
  ShapesItem item;
  item.mesh = cache.subsets.get(c.prepared.mesh, c.view.shown, plan.camera.metres_per_pixel);
  item.opacity = c.view.style.opacity;
  item.stroke_px =
      static_cast<float>(static_cast<double>(c.view.style.stroke_width_mm) * pixels_per_mm(c.state));
  for (std::size_t k = 0; k < c.categories.size(); ++k) {
    PaletteEntry entry{c.categories[k].fill, c.categories[k].stroke, c.categories[k].hatch};
    if (category_hidden(c.view, k)) entry.fill.a = entry.stroke.a = 0;
    item.palette.push_back(entry);
  }
  plan.items.emplace_back(std::move(item));
}

LabelLook look_of(const LayerContext& c) {
  LabelLook look;
  const double scale = c.state.pixel_scale;
  if (c.view.is_base_map) {
    look.size_px = static_cast<float>(12 * scale);
    look.text = {88, 92, 100, 255};
    look.halo = {255, 255, 255, 190};
  } else {
    look.size_px = static_cast<float>(13 * scale);
    look.bold = c.layer.role == Role::result;
    look.text = {32, 34, 40, 255};
  }
  if (c.view.style.label_size_pt > 0)
    look.size_px = static_cast<float>(static_cast<double>(c.view.style.label_size_pt) * 96 / 72 * scale);
  return look;
}

/// Labels a layer would like to have, and the town mark that goes with each.
struct Wishes {
  std::vector<LabelWish> labels;
  std::vector<std::optional<Symbol>> towns;
  void append(Wishes& other) {
    std::move(other.labels.begin(), other.labels.end(), std::back_inserter(labels));
    std::move(other.towns.begin(), other.towns.end(), std::back_inserter(towns));
  }
};

void add_wishes(const LayerContext& c, const Camera& camera, Wishes& wishes) {
  if (c.view.style.label_by.empty() && !c.layer.labels) return;
  if (c.prepared.points && !c.prepared.mesh && !is_town_layer(c) &&
      !draws_symbols(c.prepared, c.view, camera))
    return;
  const Box box = view_box(camera);
  const LabelLook look = look_of(c);
  std::size_t added = 0;
  for (std::size_t i = 0; i < c.prepared.label_rows.size() && added < kMostWishes; ++i) {
    const double x_m = c.prepared.label_x_m[i], y_m = c.prepared.label_y_m[i];
    if (x_m < box.min_x || x_m > box.max_x || y_m < box.min_y || y_m > box.max_y) continue;
    const std::uint32_t row = c.prepared.label_rows[i];
    if (c.view.shown && !c.view.shown->contains(row)) continue;
    if (c.layer.category && category_hidden(c.view, static_cast<std::size_t>((*c.layer.category)[row])))
      continue;
    const ScreenPoint p = screen_from_world(camera, x_m, y_m);
    LabelWish wish{(*c.layer.labels)[row], look, p.x, p.y, -1, 0};
    const Box* shape =
        c.prepared.boxes && !(*c.prepared.boxes)[row].empty() ? &(*c.prepared.boxes)[row] : nullptr;
    if (!shape) wish.clearance = mark_pixels(c) * 0.5f;
    if (shape) wish.room_px = static_cast<float>(shape->width() / camera.metres_per_pixel);
    wishes.labels.push_back(std::move(wish));
    std::optional<Symbol> town;
    if (is_town_layer(c))
      town = Symbol{static_cast<float>(p.x), static_cast<float>(p.y), mark_pixels(c),
                    c.categories[0].fill,    c.categories[0].stroke,  c.categories[0].mark};
    wishes.towns.push_back(town);
    ++added;
  }
}

Colour background_of(const State& state) {
  const bool has_base = std::any_of(state.layers.begin(), state.layers.end(),
                                    [](const LayerView& v) { return v.is_base_map && v.style.visible; });
  return has_base ? kSea : kPaper;
}

/// The lowest visible layer of points that the catchment by road lies under; empty = it lies on all.
std::string above_reach(const State& state) {
  for (const LayerView& view : state.layers)
    if (view.style.visible && !view.is_base_map && state.map->prepared[view.index].points) return view.name;
  return {};
}

}  // namespace

void add_reach(const State& state, FramePlan& plan) {
  if (!state.reach.open || !state.reach.answer || !state.reach.answer->mesh) return;
  const auto px = [&](double width) { return static_cast<float>(width * state.pixel_scale); };
  const auto& mesh = state.reach.answer->mesh;
  plan.items.emplace_back(ShapesItem{mesh, {{{0, 0, 0, 0}, {255, 255, 255, 200}}}, px(4), 1});
  plan.items.emplace_back(ShapesItem{mesh, {{kReachFill, kReachLine}}, px(2), 1});
}

LayerContext context_of(const State& state, const LayerView& view) {
  return {state, view, state.map->scene.layers[view.index], state.map->prepared[view.index],
          categories_of(state, view)};
}

float mark_pixels(const LayerContext& c) {
  return static_cast<float>(
      std::max(3.5, static_cast<double>(c.view.style.mark_size_mm) * pixels_per_mm(c.state)));
}

bool category_hidden(const LayerView& view, std::size_t category) {
  return category < view.hidden.size() && view.hidden[category] != 0;
}

bool is_town_layer(const LayerContext& c) {
  return c.view.is_base_map && c.layer.labels && !c.prepared.mesh;
}

const PointLook* look_in_whole(const FramePlan& plan, const std::string& layer, bool selection) {
  if (!plan.whole) return nullptr;
  const auto& looks = plan.whole->looks;
  const auto found = std::find_if(looks.begin(), looks.end(), [&](const PointLook& look) {
    return look.layer == layer && look.selection == selection;
  });
  return found == looks.end() ? nullptr : &*found;
}

double pixels_per_mm(const State& state) {
  return 96.0 / 25.4 * state.pixel_scale;
}

FramePlan plan_part(const State& state, PlanCache& cache, const FramePlan& whole, const PixelRect& part) {
  FramePlan plan;
  plan.camera = camera_of_part(state.camera, part);
  plan.background = background_of(state);
  plan.whole = &whole;
  if (!state.map) return plan;
  const std::string below = above_reach(state);
  for (const LayerView& view : state.layers) {
    if (!view.style.visible) continue;
    if (view.name == below) add_reach(state, plan);
    const LayerContext context = context_of(state, view);
    add_shapes(context, cache, plan);
    add_points(context, cache, plan);
  }
  if (below.empty()) add_reach(state, plan);
  add_selection(state, cache, plan);
  return plan;
}

namespace {

/// Of closed projects, and of views that no map of the last frame had: a frame has up to twelve maps.
void forget_grids(const State& state, PlanCache& cache) {
  constexpr int kPlans = 12;
  std::erase_if(cache.grids, [&](ViewGrid& grid) {
    const bool open = std::any_of(state.map->prepared.begin(), state.map->prepared.end(),
                                  [&](const PreparedLayer& layer) { return layer.points == grid.points; });
    return !open || ++grid.plans_since_used > kPlans;
  });
}

}  // namespace

FramePlan plan_frame(const State& state, PlanCache& cache, const std::vector<PixelRect>& taken) {
  FramePlan plan;
  plan.camera = state.camera;
  plan.background = background_of(state);
  if (!state.map) return plan;
  std::vector<Wishes> wishes;
  const std::string below = above_reach(state);
  for (const LayerView& view : state.layers) {
    if (!view.style.visible) continue;
    if (view.name == below) add_reach(state, plan);
    const LayerContext context = context_of(state, view);
    add_shapes(context, cache, plan);
    add_points(context, cache, plan);
    if (!context.layer.points_only && !context.prepared.points)
      add_sized(state, view, context.categories, plan);
    wishes.emplace_back();
    add_wishes(context, plan.camera, wishes.back());
  }
  if (below.empty()) add_reach(state, plan);
  add_selection(state, cache, plan);
  cache.subsets.forget_unused();
  forget_grids(state, cache);
  Wishes all;  // layers on top choose first
  for (auto layer = wishes.rbegin(); layer != wishes.rend(); ++layer) all.append(*layer);
  const auto most = static_cast<std::size_t>(plan.camera.width * plan.camera.height /
                                             (kPixelsPerLabel * state.pixel_scale * state.pixel_scale));
  std::vector<PixelRect> no_names = taken;
  no_names.insert(no_names.end(), cache.covered.begin(), cache.covered.end());
  LabelPlacement placement =
      place_labels(all.labels, cache.atlas,
                   {plan.camera.width, plan.camera.height, most, kNewSpritesPerFrame, std::move(no_names)});
  SymbolsItem towns;
  towns.rim_px = static_cast<float>(state.pixel_scale);
  for (const PlacedLabel& label : placement.placed)
    if (const auto& town = all.towns[label.wish]) towns.symbols.push_back(*town);
  if (!towns.symbols.empty()) plan.items.emplace_back(std::move(towns));
  plan.labels = std::move(placement.placed);
  plan.complete = placement.complete;
  return plan;
}

}  // namespace agglo::viewer
