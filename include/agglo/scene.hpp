// Scene: what is on the map, bottom to top, in the metres of one frame; screen and paper draw the same scene.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/frame.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

struct Colour {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Colour&) const = default;
};

enum class Hatch : std::uint8_t { none, diagonal, back_diagonal, cross, horizontal, vertical, dots };
enum class PointMark : std::uint8_t { circle, square, triangle, diamond, star, cross };
/// How firms are drawn: automatic = density when many fall on a pixel, symbols when few.
enum class PointMode : std::uint8_t { automatic, symbols, density };

/// Look of one layer. Saved in the project as JSON; the printed map and the viewer use the same.
struct Style {
  bool visible = true;
  float opacity = 1;
  Colour fill{200, 200, 200, 255};
  Colour stroke{80, 80, 80, 255};
  float stroke_width_mm = 0.2f;
  Hatch hatch = Hatch::none;
  PointMark mark = PointMark::circle;
  float mark_size_mm = 1.4f;
  PointMode point_mode = PointMode::automatic;
  std::string colour_by;  ///< column for categories ("cluster", "kind", "sector"); empty = one colour
  std::string label_by;   ///< column for labels; empty = none
  bool operator==(const Style&) const = default;
};

/// One class of a layer coloured by category. Features point at it by index.
struct Category {
  std::string label;
  Colour fill, stroke;
  Hatch hatch = Hatch::none;
  PointMark mark = PointMark::circle;
  std::uint64_t count = 0;
};

/// One layer ready to draw. Either points (x, y with optional category) or shapes; coordinates in scene
/// metres.
struct SceneLayer {
  std::string name, title;
  Role role = Role::result;
  std::string kind;
  Style style;
  bool is_base_map = false;
  bool points_only = false;                                   ///< drawn from x, y
  std::shared_ptr<const std::vector<double>> x, y;            ///< rows; NaN = not drawn
  std::shared_ptr<const Shapes> shapes;                       ///< rows
  std::shared_ptr<const std::vector<std::int16_t>> category;  ///< rows, -1 = not drawn; null = one class
  std::vector<Category> categories;  ///< legend entries in order; at least one when visible
  std::shared_ptr<const std::vector<std::string>> labels;  ///< rows or null
  std::shared_ptr<const std::vector<float>> label_rank;    ///< rows or null: higher = placed first
  std::shared_ptr<const Table> table;                      ///< for tooltips and inspection
};

struct Scene {
  Frame frame;                       ///< of the coordinates (display frame)
  std::vector<SceneLayer> layers;    ///< bottom to top
  Box extent_m;                      ///< of the data layers (not the base map), grown a little
  std::vector<std::string> credits;  ///< sources and licences
  std::vector<std::string> methods;  ///< one line per result: operation and parameters
};

Style default_style(const Layer& layer);
/// Infrastructure with names and a column `population`: drawn and labelled like the towns of the base map.
bool is_town_layer(const Layer& layer);
std::string style_json(const Style& style);
Style style_from_json(std::string_view json, const Style& fallback);
/// A QGIS style (QML) that shows the layer alike.
std::string qgis_style(const Layer& layer, const Style& style);

/// Styles by layer name, and the drawing order (bottom to top); layers not named come on top in default
/// order.
struct SceneStyles {
  std::vector<std::pair<std::string, Style>> styles;
};
std::string scene_styles_json(const SceneStyles& styles);
SceneStyles scene_styles_from_json(std::string_view json);

/// Puts base map and layers into one scene: regions, base map below; firms, catchments, clusters, zones,
/// infrastructure, institutions above. Layers with no geometry are left out. `basemap` may be null (planar
/// data). Without a style of their own, only the latest result of a kind is visible, and firms are hidden
/// once their cluster membership shows. The extent is that of firms and clusters (of sites and zones, of
/// regions where there are none), without a few places far off.
Scene make_scene(const Dataset& data, const SceneStyles& styles, const std::vector<Layer>* basemap);

/// Reads data/basemap.gpkg; layers named "basemap/countries" ... Found through data_directory().
std::vector<Layer> read_basemap(RunControl& run);

/// Distinct colours that people with colour-vision deficiency can tell apart, cycling after 12.
Colour category_colour(std::size_t index);
/// viridis, t in 0..1.
Colour viridis(double t);

}  // namespace agglo
