#include "app/print_page.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/print_footer.hpp"
#include "app/print_frame.hpp"
#include "app/print_furniture.hpp"
#include "app/print_layout.hpp"
#include "app/print_legend.hpp"
#include "app/print_parts.hpp"

namespace agglo {
namespace {

constexpr double kGutter = 14;
constexpr double kLeastMap = 0.25;    // of the height between title and margin
constexpr double kRoomyInfo = 140;    // points: narrower scale bars have the scale below them and no more
constexpr double kUsualArea = 300e3;  // square points: a little less than A4 within its margins

std::string title_of(const Scene& scene, const PageOptions& page) {
  if (!page.title.empty()) return page.title;
  for (const char* kind : {"clusters", "cluster_firms", "catchments", "cover"})
    for (const SceneLayer& layer : scene.layers)
      if (layer.style.visible && layer.kind == kind) return layer.title;
  for (const Role role : {Role::result, Role::establishments, Role::zones, Role::institutions, Role::regions,
                          Role::infrastructure, Role::network})
    for (const SceneLayer& layer : scene.layers)
      if (layer.style.visible && !layer.is_base_map && layer.kind != "cases" && layer.role == role)
        return layer.title;
  return "Map";
}

bool is_synthetic(const Scene& scene) {
  const std::vector<std::string> credits = credits_of(scene);
  return std::any_of(credits.begin(), credits.end(), [](std::string line) {
    std::transform(line.begin(), line.end(), line.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return line.find("synthetic") != std::string::npos;
  });
}

/// Title, subtitle, and a tag when the data are made up. Returns the lower edge.
double draw_header(const Canvas& canvas, const Box& area, const Scene& scene, const PageOptions& page) {
  double right = area.max_x;
  if (is_synthetic(scene)) {
    const TextBlock tag{"SYNTHETIC DATA", {7.5, true, false, {150, 60, 0, 255}}};
    const TextSize size = measure_text(canvas, tag);
    const double x = area.max_x - size.width - 8, y = area.min_y + 5;
    cairo_rectangle(canvas.cairo, x, y, size.width + 8, size.height + 4);
    set_colour(canvas.cairo, {150, 60, 0, 255});
    cairo_set_line_width(canvas.cairo, 0.7);
    cairo_stroke(canvas.cairo);
    draw_text(canvas, x + 4, y + 2, tag);
    right = x - 12;
  }
  if (!page.show_title) return area.min_y + (right < area.max_x ? 24 : 0);
  const std::string title = title_of(scene, page);
  double y = area.min_y - 4;
  // On a small page a headline must not take the room of the map.
  const double size = 17 * std::clamp(std::sqrt(area.width() * area.height() / kUsualArea), 0.7, 1.0);
  TextBlock block{title, {size, true, false, kInk}, right - area.min_x};
  // Rather smaller letters than a title that is cut.
  const auto lines = [&] {
    return measure_text(canvas, block).height / measure_text(canvas, {"x", block.font}).height;
  };
  while (block.font.size_pt > 0.65 * size && lines() > 2.5) block.font.size_pt -= 1.5;
  block.most_lines = 2;
  y += draw_text(canvas, area.min_x, y, block).height;
  if (!page.subtitle.empty())
    y += draw_text(canvas, area.min_x, y,
                   {page.subtitle, {9.5, false, false, kGrey}, right - area.min_x, false, 2})
             .height;
  return std::max(y + 5, area.min_y + 26);
}

std::string projection_text(const Frame& frame, const CentreFacts& facts) {
  std::string text = "About " + scale_text(facts.scale_denominator) + " on this page";
  if (frame.kind == FrameKind::plane) return text + "\nCoordinates on a plane, in metres";
  text = "About " + scale_text(facts.scale_denominator) + " at the map's centre";
  if (!frame.name.empty()) text += "\n" + frame.name + ", WGS\u00a084";
  // Data too wide for one projection are analysed without it; only the drawing is stretched, and that of a
  // hemisphere or more without bounds. The projections for such maps keep areas.
  if (frame.largest_scale_error > 0.2)
    text +=
        "\nAnalysed with distances on the ellipsoid. This map keeps areas; away from its centre shapes and "
        "distances are distorted";
  else if (frame.largest_scale_error > 0.001)
    text += "\nAnalysed with distances on the ellipsoid; on this map scale varies by up to " +
            decimal(100 * frame.largest_scale_error, 1) + " %";
  else if (frame.largest_scale_error > 0)
    text += "\nLargest scale error over the data: " +
            (frame.largest_scale_error < 1e-5 ? "below 0.001" : decimal(100 * frame.largest_scale_error, 3)) +
            " %";
  return text;
}

/// Scale bar, projection and north arrow; drawn up from the box's lower edge. Returns the height.
double info_panel(const Canvas& canvas, const Box& box, const Frame& frame, const CentreFacts& facts,
                  const PageOptions& page, bool draw) {
  const bool arrow = page.north_arrow && facts.north_deg;
  const double bar_width = box.width() - 44;
  std::string text = page.scale_bar ? projection_text(frame, facts) : std::string();
  if (box.width() < kRoomyInfo) text = text.substr(0, text.find('\n'));
  const TextBlock block{text, {6.25, false, false, kGrey}, box.width() - (arrow ? 26 : 0), false, 7};
  const double height = std::max(page.scale_bar ? 20 + measure_text(canvas, block).height : 0.0, 40.0);
  if (!draw) return height;
  const double top = box.max_y - height;
  if (page.scale_bar) {
    const double bar = draw_scale_bar(canvas, box.min_x, top, scale_bar(facts.ground_m_per_pt, bar_width));
    draw_text(canvas, box.min_x, top + bar + 4, block);
  }
  if (arrow) draw_north_arrow(canvas, box.max_x - 9, top + 25, *facts.north_deg);
  return height;
}

bool has_info(const PageOptions& page) {
  return page.scale_bar || page.north_arrow;
}

/// What the page puts at a place of its own, over the map.
struct Placed {
  Box legend, info;  ///< with their grounds; empty when they are elsewhere
};

void draw_nothing(const Canvas& canvas, const Box& frame) {
  cairo_rectangle(canvas.cairo, frame.min_x, frame.min_y, frame.width(), frame.height());
  set_colour(canvas.cairo, {70, 70, 70, 255});
  cairo_set_line_width(canvas.cairo, 0.7);
  cairo_stroke(canvas.cairo);
  const TextBlock block{"There is nothing to show: no layer has a place on the map.",
                        {10, false, true, kGrey}};
  const TextSize size = measure_text(canvas, block);
  draw_text(canvas, (frame.min_x + frame.max_x - size.width) / 2,
            (frame.min_y + frame.max_y - size.height) / 2, block);
}

void draw_side(const Canvas& canvas, const Parts& parts, const Scene& scene, const PageOptions& page,
               const std::vector<LegendGroup>& groups, const CentreFacts& facts,
               std::vector<PagePart>& drawn) {
  const Box& side = parts.side;
  if (side.empty()) return;
  const bool info_here = has_info(page) && page.scale_box.automatic();
  const auto draw_info = [&](const Box& box) {
    if (!info_here) return;
    const double height = info_panel(canvas, box, scene.frame, facts, page, true);
    drawn.push_back({"scale", mm_box({box.min_x, box.max_y - height, box.max_x, box.max_y})});
  };
  if (parts.tall) {
    const Box below{side.min_x, side.min_y, std::min(side.max_x, side.min_x + kWidestInfo), side.max_y};
    const double info = info_here ? info_panel(canvas, below, scene.frame, facts, page, false) + kGutter : 0;
    draw_info(below);
    if (parts.columns == 0) return;
    const Box legend{side.min_x, side.min_y - 2, side.max_x, side.max_y - info};
    draw_legend(canvas, groups, legend, parts.columns);
    drawn.push_back({"legend", mm_box(legend)});
    return;
  }
  Box info = side;
  if (parts.columns == 0)
    info.max_x = std::min(side.max_x, side.min_x + kWidestInfo);
  else if (info_here)
    info.min_x = side.max_x - std::min(176.0, 0.48 * side.width());
  if (parts.columns > 0) {
    const double right = info_here ? info.min_x - kGutter : side.max_x;
    const Box legend{side.min_x, side.min_y, right, side.max_y};
    draw_legend(canvas, groups, legend, parts.columns);
    drawn.push_back({"legend", mm_box(legend)});
  }
  info.max_y =
      std::min(side.max_y, side.min_y + 2 + info_panel(canvas, info, scene.frame, facts, page, false));
  draw_info(info);
}

constexpr double kInner = 5;

Placed placed_of(const Canvas& canvas, const Sheet& sheet, const PageOptions& page,
                 const std::vector<LegendGroup>& groups, const Frame& frame, const CentreFacts& facts) {
  Placed placed;
  if (page.legend && !page.legend_box.automatic() && !groups.empty()) {
    placed.legend = points_box(page.legend_box);
    const double needed = legend_height(canvas, groups, placed.legend.width() - 2 * kInner, 1) + 2 * kInner;
    placed.legend.max_y = std::min(placed.legend.min_y + needed, sheet.height_pt);
  }
  if (has_info(page) && !page.scale_box.automatic()) {
    placed.info = points_box(page.scale_box);
    const Box inner{placed.info.min_x + kInner, 0, placed.info.max_x - kInner, 1000};
    placed.info.max_y = placed.info.min_y + info_panel(canvas, inner, frame, facts, page, false) + 2 * kInner;
  }
  return placed;
}

Box shrunk(const Box& box, double by) {
  return {box.min_x + by, box.min_y + by, box.max_x - by, box.max_y - by};
}

void draw_placed(const Canvas& canvas, const Placed& placed, const Scene& scene, const PageOptions& page,
                 const std::vector<LegendGroup>& groups, const CentreFacts& facts,
                 std::vector<PagePart>& drawn) {
  if (!placed.legend.empty()) {
    draw_ground(canvas, placed.legend);
    draw_legend(canvas, groups, shrunk(placed.legend, kInner), 1);
    drawn.push_back({"legend", mm_box(placed.legend)});
  }
  if (!placed.info.empty()) {
    draw_ground(canvas, placed.info);
    info_panel(canvas, shrunk(placed.info, kInner), scene.frame, facts, page, true);
    drawn.push_back({"scale", mm_box(placed.info)});
  }
}

/// What is drawn and where, settled before anything is.
struct PagePlan {
  PageOptions page;  ///< without what found no room
  Box area;
  MapView view;
  std::vector<PointPlan> plans;
  SeveralMaps several;  ///< of two or more maps
  Footer footer;
  Parts parts;
  std::vector<LegendGroup> groups;
};

/// Parts depend on the legend, the legend on what the map shows, and that on the parts: two rounds settle it.
PagePlan plan_parts(const Canvas& canvas, const Sheet& sheet, const Box& area, const Scene& scene,
                    const PageOptions& page, const std::vector<PageMap>& maps, const std::string& missing) {
  const Box extent = page.extent_m.empty() ? scene.extent_m : page.extent_m;
  const auto view_in = [&](const Box& frame) {
    return at_scale(map_view(extent, frame), scene.frame, page.scale);
  };
  PagePlan plan{page, area, view_in(area), {}, {}, {}, {}, {}};
  const auto look = [&] {
    plan.plans = plans_of(scene, plan.view);
    plan.groups = legend_groups(scene, plan.view, plan.plans);
  };
  look();
  for (int round = 0; round < 2; ++round) {
    plan.footer = footer_of(canvas, area, scene, page, map_notes(scene, plan.plans, plan.view), missing);
    Box above = area;
    above.max_y -= plan.footer.height + 8;
    const CentreFacts facts = centre_facts(scene.frame, plan.view);
    plan.parts = parts_of(canvas, sheet, above,
                          {plan.groups, page.legend && page.legend_box.automatic() && !plan.groups.empty(),
                           has_info(page) && page.scale_box.automatic(),
                           [&](double width) {
                             return info_panel(canvas, {0, 0, width, 0}, scene.frame, facts, page, false);
                           },
                           maps.size(), extent});
    if (plan.parts.map.height() < kLeastMap * area.height()) break;  // to be planned anew
    plan.view = view_in(plan.parts.frames.front());
    look();
  }
  return plan;
}

/// On a page of a few centimetres the map comes first: notes, then the legend, then the scale bar find no
/// room, of which the page tells.
PagePlan plan_page(const Canvas& canvas, const Sheet& sheet, const Box& area, const Scene& scene,
                   const PageOptions& wanted, const std::vector<PageMap>& maps) {
  PageOptions page = wanted;
  std::string missing;
  PagePlan plan = plan_parts(canvas, sheet, area, scene, page, maps, missing);
  const auto without = [&](bool there, bool& part, const char* name) {
    if (!there || plan.parts.map.height() >= kLeastMap * area.height()) return;
    part = false;
    missing += (missing.empty() ? "This page is too small for: " : ", ") + std::string(name);
    plan = plan_parts(canvas, sheet, area, scene, page, maps, missing);
  };
  without(page.notes, page.notes, "method and notes");
  without(page.legend && page.legend_box.automatic() && !plan.groups.empty(), page.legend, "legend");
  if (page.scale_box.automatic()) {
    without(page.north_arrow, page.north_arrow, "north arrow");
    without(page.scale_bar, page.scale_bar, "scale bar");
  }
  if (maps.size() > 1) {
    plan.several = plan_maps(scene, maps, plan.view);
    plan.groups = legend_groups(scene, plan.view, plan.several.legend);
  }
  return plan;
}

void draw_planned(const Canvas& canvas, const Sheet& sheet, const PagePlan& plan, const Scene& scene,
                  const std::vector<PageMap>& maps, RunControl& run, DrawnPage& drawn) {
  const PageOptions& page = plan.page;
  const CentreFacts facts = centre_facts(scene.frame, plan.view);
  const Placed placed = placed_of(canvas, sheet, page, plan.groups, scene.frame, facts);
  const std::vector<Box> over{placed.legend, placed.info, inset_box(page, plan.view)};
  const Box& map = plan.parts.map;
  drawn.report = maps.size() > 1
                     ? draw_maps(canvas, plan.several, maps, plan.parts.frames, plan.view, over, run)
                     : draw_map_frame(canvas, scene, plan.view, plan.plans, over, run);
  drawn.parts.push_back({"map", mm_box(map)});
  draw_side(canvas, plan.parts, scene, page, plan.groups, facts, drawn.parts);
  draw_footer(canvas, plan.area, plan.footer);
  if (const Box box = draw_inset(canvas, scene, page, plan.view, run); !box.empty())
    drawn.parts.push_back({"inset", mm_box(box)});
  draw_placed(canvas, placed, scene, page, plan.groups, facts, drawn.parts);
  drawn.report.scale_denominator = facts.scale_denominator;
  drawn.view = plan.view;
}

}  // namespace

DrawnPage draw_page(const Canvas& canvas, const Scene& all, const PageOptions& wanted,
                    const std::vector<PageMap>& maps, RunControl& run) {
  PageOptions page = wanted;
  page.extent_m = extent_in(wanted, all.frame);
  std::optional<Scene> counted;
  if (maps.size() > 1) counted = with_counts_of(all, maps);
  const Scene& scene = counted ? *counted : all;
  const Sheet sheet = sheet_of(page);
  const double margin = page.margin_mm * kPointsPerMm;
  set_colour(canvas.cairo, {255, 255, 255, 255});
  cairo_paint(canvas.cairo);
  Box area{margin, margin, sheet.width_pt - margin, sheet.height_pt - margin};
  DrawnPage drawn;
  const double top = area.min_y;
  area.min_y = draw_header(canvas, area, scene, page);
  if (page.show_title) drawn.parts.push_back({"title", mm_box({area.min_x, top, area.max_x, area.min_y})});
  if ((page.extent_m.empty() && scene.extent_m.empty()) || scene.layers.empty()) {
    const Footer footer = footer_of(canvas, area, scene, page, {});
    draw_footer(canvas, area, footer);
    draw_nothing(canvas, {area.min_x, area.min_y, area.max_x, area.max_y - footer.height - 8});
    drawn.view.pt_per_m = 0;
  } else {
    draw_planned(canvas, sheet, plan_page(canvas, sheet, area, scene, page, maps), scene, maps, run, drawn);
  }
  drawn.report.extent_left_out = !wanted.extent_m.empty() && page.extent_m.empty();
  draw_texts_and_images(canvas, page, drawn.parts);
  return drawn;
}

}  // namespace agglo
