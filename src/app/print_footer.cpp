#include "app/print_footer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/print_frame.hpp"
#include "app/scene_classes.hpp"

namespace agglo {
namespace {

constexpr double kTooLargeForBaseMap = 600e3;
constexpr double kSize = 6.25, kHeading = 9.5, kGutter = 14;
constexpr int kLinesBeside = 8, kLinesAbove = 4;  // of methods that any page has
constexpr double kMethodsHeight = 0.15;           // of the area: what methods of more lines may take
constexpr std::size_t kLongestTitle = 120;        // characters: what comes after it is not to be cut
constexpr double kMostHeight = 0.45;              // of the area

std::string joined(const std::vector<std::string>& lines, const char* between) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : between) + line;
  return text;
}

std::string today() {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return to_iso_date(static_cast<Day>(now.time_since_epoch().count()));
}

std::vector<std::string> sources_of(const Scene& scene, const PageOptions& page) {
  std::vector<std::string> sources = credits_of(scene);
  if (!page.source.empty()) sources.insert(sources.begin(), page.source);
  sources.push_back((page.date.empty() ? "Drawn " + today() : "Data as of " + page.date) +
                    ", agglo " AGGLO_VERSION);
  return sources;
}

std::vector<std::string> methods_of(const Scene& scene, const PageOptions& page,
                                    const std::vector<std::string>& notes, const std::string& missing) {
  std::vector<std::string> methods;
  add_once(methods, missing);
  for (auto layer = scene.layers.rbegin(); layer != scene.layers.rend(); ++layer) {
    if (!layer->style.visible) continue;
    std::vector<std::string> rows;
    add_once(rows, layer->rows_note);
    if (page.notes) add_once(rows, layer->places_note);
    if (!rows.empty()) add_once(methods, shortened(layer->title, kLongestTitle) + ": " + joined(rows, "; "));
  }
  if (!page.notes) return methods;
  for (const SceneLayer& layer : scene.layers)
    if (layer.style.visible) add_once(methods, layer.method);
  methods.insert(methods.end(), notes.begin(), notes.end());
  return methods;
}

/// Puts texts under their headings, each where it belongs.
class Builder {
 public:
  explicit Builder(const Canvas& canvas) : canvas_(canvas) {}

  double height_of(const std::string& text, double width, double size_pt) const {
    return measure_text(canvas_, {text, {size_pt}, width}).height;
  }
  void add(const char* title, const std::string& text, double x, double y, double width, double size_pt,
           int most_lines) {
    if (text.empty()) return;
    footer.pieces.push_back({x, y, title, {kSize, true, false, kGrey}});
    footer.pieces.push_back({x, y + kHeading, text, {size_pt, false, false, kGrey}, width, most_lines});
    footer.height =
        std::max(footer.height, y + kHeading + measure_text(canvas_, footer.pieces.back().block()).height);
  }

  Footer footer;

 private:
  const Canvas& canvas_;
};

constexpr const char *kMethodsTitle = "Method and notes", *kSourcesTitle = "Sources";

/// Two columns; the methods are cut where the sources leave no room.
Footer beside(Builder build, const std::string& methods, const std::string& sources, double column,
              bool alone, double area_height) {
  const double line = build.height_of("x", column, kSize);
  const double wide = alone ? 2 * column + kGutter : column;
  const auto lines = static_cast<int>(std::lround(build.height_of(sources, wide, kSize) / line));
  const auto on_page = static_cast<int>(kMethodsHeight * area_height / line);
  build.add(kMethodsTitle, methods, 0, 0, column, kSize, std::max({kLinesBeside, lines, on_page}));
  build.add(kSourcesTitle, sources, methods.empty() ? 0 : column + kGutter, 0, wide, kSize, 0);
  return build.footer;
}

/// Sources over the whole width below the methods, in letters as small as they need; those for which even
/// that leaves no room are counted.
Footer below(Builder build, const std::string& methods, std::vector<std::string> sources, double width,
             double most_height) {
  build.add(kMethodsTitle, methods, 0, 0, width, kSize, kLinesAbove);
  const double top = build.footer.height > 0 ? build.footer.height + 3 : 0;
  const double room = most_height - top - kHeading;
  constexpr double kSmallest = 4;
  std::string text = joined(sources, "  \u00b7  ");
  double size = kSize;
  while (size > kSmallest && build.height_of(text, width, size) > room)
    size = std::max(kSmallest, size - 0.75);
  std::size_t missing = 0;
  while (sources.size() > 1 && build.height_of(text, width, size) > room) {
    sources.erase(sources.end() - 2);
    ++missing;
    text = joined(sources, "  \u00b7  ") + "  \u00b7  and " + std::to_string(missing) +
           " more sources, for which this page is too small";
  }
  build.add(kSourcesTitle, text, 0, top, width, size, 0);
  return build.footer;
}

}  // namespace

std::vector<std::string> credits_of(const Scene& scene) {
  std::vector<std::string> credits;
  for (const SceneLayer& layer : scene.layers) add_credit(layer, layer.style, credits);
  return credits;
}

std::vector<std::string> map_notes(const Scene& scene, const std::vector<PointPlan>& plans,
                                   const MapView& view) {
  std::vector<std::string> notes;
  const bool base_map = std::any_of(scene.layers.begin(), scene.layers.end(), [](const SceneLayer& layer) {
    return layer.is_base_map && layer.style.visible;
  });
  if (base_map && denominator_of(view) < kTooLargeForBaseMap)
    notes.push_back(
        "The base map is simplified for smaller scales: coasts and borders are approximate here.");
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    const SceneLayer& layer = scene.layers[i];
    if (!layer.style.visible || !layer.points_only || layer.is_base_map || layer.kind == "cases") continue;
    std::uint64_t located = 0;
    for (std::size_t row = 0; row < layer.x->size(); ++row)
      located += (!layer.category || (*layer.category)[row] >= 0) && std::isfinite((*layer.x)[row]);
    if (located > plans[i].visible)
      notes.push_back(shortened(layer.title, kLongestTitle / 2) + ": " + grouped(located - plans[i].visible) +
                      " of " + grouped(located) + " lie outside this map.");
  }
  return notes;
}

Footer footer_of(const Canvas& canvas, const Box& area, const Scene& scene, const PageOptions& page,
                 const std::vector<std::string>& notes, const std::string& missing) {
  const std::vector<std::string> sources = sources_of(scene, page);
  const std::string methods = joined(methods_of(scene, page, notes, missing), "\n");
  const Builder build(canvas);
  const double column = (area.width() - kGutter) / 2;
  const double most = build.height_of("x", column, kSize) * (kLinesBeside + 0.5);
  const double most_height = kMostHeight * area.height();
  for (const char* between : {"\n", "  \u00b7  "})
    for (const bool alone : {false, true}) {
      if (alone && !methods.empty()) continue;
      const double width = alone ? area.width() : column;
      const std::string text = joined(sources, between);
      const double height = build.height_of(text, width, kSize);
      if (height > most || (methods.empty() && !alone && height > most / 2)) continue;
      Footer footer = beside(build, methods, text, column, alone, area.height());
      if (footer.height <= most_height) return footer;
    }
  return below(build, methods, sources, area.width(), most_height);
}

void draw_footer(const Canvas& canvas, const Box& area, const Footer& footer) {
  for (const Footer::Piece& piece : footer.pieces)
    draw_text(canvas, area.min_x + piece.x, area.max_y - footer.height + piece.y, piece.block());
}

}  // namespace agglo
