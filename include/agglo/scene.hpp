// Scene: what is on the map, bottom to top, in the metres of one frame; screen and paper draw the same scene.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agglo/class_breaks.hpp"
#include "agglo/dataset.hpp"
#include "agglo/frame.hpp"
#include "agglo/palettes.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

enum class Hatch : std::uint8_t { none, diagonal, back_diagonal, cross, horizontal, vertical, dots };
enum class PointMark : std::uint8_t { circle, square, triangle, diamond, star, cross };
/// How firms are drawn: automatic = density when many fall on a pixel, symbols when few; density = counts per
/// cell of the map; heat = a kernel density with a bandwidth in metres (see kernel_density.hpp).
enum class PointMode : std::uint8_t { automatic, symbols, density, heat };
/// What a column to colour by means: automatic = names and few numbers by value, other numbers in five
/// classes of equal count; single = one colour in spite of the column.
enum class Classing : std::uint8_t { automatic, single, categories, graduated };
/// What of a symbol grows with the value.
enum class SizeScale : std::uint8_t { area, radius };

/// What somebody changed about one entry of a legend. `key`: see Category.
struct EntryEdit {
  std::string key;
  std::string label;           ///< empty = as usual
  std::optional<Colour> fill;  ///< nothing = as usual; its opacity is that of the layer's fill
  bool visible = true;         ///< on the map
  bool in_legend = true;
  bool operator==(const EntryEdit&) const = default;
};

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

  Classing classing = Classing::automatic;
  BreakMethod breaks = BreakMethod::quantile;  ///< of graduated classes
  int classes = 5;
  std::vector<double> manual_breaks;
  int decimals = -1;    ///< of range labels; -1 = as many as tell the breaks apart
  std::string palette;  ///< of palettes(); empty = the layer's usual colours
  bool reversed = false;
  std::vector<EntryEdit> entries;        ///< of the legend, those that were changed
  std::vector<std::string> entry_order;  ///< keys that come first in the legend, in this order

  std::string size_by;  ///< column for the size of symbols; empty = all alike
  SizeScale size_scale = SizeScale::area;
  float size_least_mm = 0.8f, size_most_mm = 7;  ///< least also for values of 0, below, and missing ones
  double bandwidth_m = 1000;                     ///< of heat: standard deviation of its Gaussian kernel
  std::string weight_by;                         ///< of heat: a column that rows count with; empty = 1 each
  float label_size_pt = 0;                       ///< 0 = as usual
  std::string label_rank_by;  ///< column whose large values are labelled first; empty = population, firms ...

  std::string legend_title;  ///< empty = the layer's
  bool in_legend = true;
  bool operator==(const Style&) const = default;
};

/// One class of a layer coloured by category. Features point at it by index.
struct Category {
  std::string label;
  Colour fill, stroke;
  Hatch hatch = Hatch::none;
  PointMark mark = PointMark::circle;
  std::uint64_t count = 0;
  std::string key =
      {};  ///< for EntryEdit: the value; "#0", "#1" ... of ranges, "*" of others, "" of missing ones
  bool visible = true;  ///< on the map
  bool in_legend = true;
};

/// What a category stands for, which decides how it looks.
enum class CategoryKind : std::uint8_t { single, named, graded, other, outside, missing };

/// Which rows share a category, before anybody chose colours. `value` is what the rows of a category hold in
/// the column (empty for "other" and for missing values); lower and upper are set when the classes are ranges
/// of numbers.
struct Classes {
  std::vector<Category> categories;  ///< label, key and count
  std::vector<CategoryKind> kind;    ///< as categories
  std::vector<std::int16_t> of_row;  ///< -1 = not drawn; empty in a SceneLayer, whose `category` it is
  std::vector<std::string> value;
  std::vector<double> lower, upper;
  ValueSpread summary;         ///< of a graduated column
  std::vector<double> breaks;  ///< of a graduated column
  /// As categories: which colour of the usual ones; empty = in their order.
  std::vector<std::size_t> colour;
};

/// One layer ready to draw. Either points (x, y with optional category) or shapes; coordinates in scene
/// metres. Shapes with sizes have x and y too: where their proportional symbols stand.
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
  std::vector<Category> categories;        ///< at least one when visible; see legend_order()
  std::shared_ptr<const Classes> classes;  ///< what the categories were made of; null for the base map
  std::string classes_from;  ///< the layer whose categories it shows (clusters, of their firms); else empty
  std::shared_ptr<const std::vector<float>> size;    ///< rows: value of size_by / size_most, 0 to 1; or null
  double size_most = 0;                              ///< largest value of size_by
  std::shared_ptr<const std::vector<float>> weight;  ///< rows: value of weight_by, 0 when missing; or null
  std::shared_ptr<const std::vector<std::string>> labels;  ///< rows or null
  std::shared_ptr<const std::vector<float>> label_rank;    ///< rows or null: higher = placed first
  std::shared_ptr<const Table> table;                      ///< for tooltips and inspection
  std::string credit;       ///< sources and licences, a line each; see add_credit()
  std::string method;       ///< of a result: operation and parameters
  std::string rows_note;    ///< when rows were left out: how many are shown, and why; see keep_rows()
  std::string places_note;  ///< when rows (of those shown) have no place: how many; see keep_rows()
};

struct Scene {
  Frame frame;                     ///< of the coordinates (display frame)
  std::vector<SceneLayer> layers;  ///< bottom to top
  Box extent_m;                    ///< of the data layers (not the base map), grown a little
};

/// Adds the line unless it is empty or there already.
void add_once(std::vector<std::string>& lines, const std::string& line);
/// Adds the sources of a layer that `style` shows, each once; that of firms always, since results rest on
/// them.
void add_credit(const SceneLayer& layer, const Style& style, std::vector<std::string>& lines);

/// Gives results without a licence the sources and licences of the files they were made from, a line each.
/// make_scene() does so; before layers are taken out of the data, so that inputs are still there to ask.
void credit_results(Dataset& data);

Style default_style(const Layer& layer);
/// Infrastructure with names and a column `population`: drawn and labelled like the towns of the base map.
bool is_town_layer(const Layer& layer);
/// True for places that steps can count with the sites (`also`), such as planned ones: infrastructure of
/// points with kinds and services.
bool is_further_sites(const Layer& layer);
std::string style_json(const Style& style);
Style style_from_json(std::string_view json, const Style& fallback);
/// Least and most that a number of a stored style may be; nothing for keys that hold no such number.
struct StyleRange {
  double least, most;
};
std::optional<StyleRange> style_range(std::string_view key);
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

/// A place well inside the largest part of a polygon row: the middle of the widest run on the horizontal
/// through its middle. The middle vertex of a line, the place of a point. NaN for rows without geometry.
struct InnerPlace {
  double x, y;
};
InnerPlace inner_place(const Shapes& shapes, std::size_t row);

/// Classes, labels, sizes and weights of a layer anew for `style`; geometry stays. For what only changes its
/// looks (see same_classes) styled_categories() is enough. O(n), O(n log n) when graduated.
void restyle_layer(const Dataset& data, const SceneStyles& styles, const Style& style, SceneLayer& layer);
/// True when both styles give the same classes, labels, sizes and weights, so that only looks differ.
bool same_classes(const Style& a, const Style& b);
/// The categories under a style with the same classes. `clusters`: the categories of layer.classes_from.
std::vector<Category> styled_categories(const SceneLayer& layer, const Style& style,
                                        const std::vector<Category>* clusters);
/// Indices of the categories that the legend shows, in its order.
std::vector<std::size_t> legend_order(const std::vector<Category>& categories, const Style& style);
/// Diameter of a symbol for SceneLayer::size.
float size_mm(const Style& style, float share);
/// Round values to explain sizes by, largest first: at most three.
std::vector<double> size_legend_values(double size_most);
/// A number as legends write it; decimals -1 = three significant figures.
std::string legend_number(double value, int decimals);

/// Colour of a density that is `share` (0..1) of the way from one point in a cell to the most, on a
/// logarithmic scale: light = few, dark = many, since maps lie on light paper in every theme.
Colour density_ramp(double share);
/// Colour of a kernel density that is `share` (0..1) of the largest on the map, transparent where there is
/// next to nothing. The scale goes with the square root, or one city would hide all others.
Colour heat_colour(const Style& style, double share);
/// What heat is measured in: "firms per km\u00b2", or the weight's column.
std::string heat_unit(const SceneLayer& layer);
/// Cell size for heat: as large as the map shows, and fine enough for its kernel.
double heat_cell_m(const Style& style, double smallest_cell_m);

/// Distinct colours that people with colour-vision deficiency can tell apart, cycling after 12.
Colour category_colour(std::size_t index);
/// viridis, t in 0..1.
Colour viridis(double t);

}  // namespace agglo
