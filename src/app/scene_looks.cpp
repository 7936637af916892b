// Looks: colours, hatches and marks of the classes of a layer, and what a user changed about them.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/print_canvas.hpp"
#include "app/scene_classes.hpp"

namespace agglo {
namespace {

constexpr Colour kOtherColour{136, 136, 136, 255};
constexpr Colour kOutsideColour{170, 168, 164, 255};

Colour darker(Colour colour, double share) {
  const auto part = [share](std::uint8_t value) { return static_cast<std::uint8_t>(value * share); };
  return {part(colour.r), part(colour.g), part(colour.b), 255};
}

Colour lighter(Colour colour, double share) {
  const auto part = [share](std::uint8_t value) {
    return static_cast<std::uint8_t>(value + share * (255 - value));
  };
  return {part(colour.r), part(colour.g), part(colour.b), 255};
}

Colour with_alpha(Colour colour, std::uint8_t alpha) {
  return {colour.r, colour.g, colour.b, alpha};
}

/// What all categories of one layer are coloured with.
struct LookContext {
  const Classes& classes;
  Role role;
  const std::string& kind;
  const Style& style;
  std::vector<Colour> colours;  ///< of the named or graded categories, from the style's palette; or empty
  std::size_t graded = 0;
};

/// Own colour, and own hatch or mark where the layer has those, so that the map can be read without colour.
void look_named(const LookContext& c, std::size_t index, Colour colour, Category& category) {
  const Style& style = c.style;
  category.fill = with_alpha(colour, style.fill.a);
  const bool white_rim = style.stroke.r == 255 && style.stroke.g == 255 && style.stroke.b == 255;
  if (!white_rim) category.stroke = darker(colour, 0.72);
  if (style.hatch != Hatch::none)
    category.hatch = static_cast<Hatch>(1 + (static_cast<std::size_t>(style.hatch) - 1 + index) % 6);
  if (c.role == Role::institutions || c.role == Role::zones)
    category.mark = static_cast<PointMark>((static_cast<std::size_t>(style.mark) + index) % 6);
}

/// Roads stay in the background, the main ones a little stronger; kinds as OpenStreetMap has them.
Colour road_colour(std::string_view kind) {
  if (const std::size_t link = kind.find("_link"); link != kind.npos) kind = kind.substr(0, link);
  if (kind == "motorway" || kind == "trunk") return {120, 112, 102, 255};
  if (kind == "primary") return {140, 132, 122, 255};
  if (kind == "secondary") return {166, 159, 149, 255};
  if (kind == "tertiary") return {184, 178, 169, 255};
  return {203, 198, 190, 255};
}

constexpr Colour kNoAccess{204, 51, 17, 255};  // as of firms without a service

/// Light = little, dark = much, away from both ends of the scale. Rings keep their colour, the inner one the
/// strongest, because density below them uses the scale.
void look_graded(const LookContext& c, std::size_t index, Category& category) {
  const Style& style = c.style;
  const double t = c.graded == 1 ? 0.6 : static_cast<double>(index) / static_cast<double>(c.graded - 1);
  Colour colour = viridis(0.85 - 0.6 * t);
  if (!c.colours.empty())
    colour = c.colours[index];
  else if (style.reversed)
    colour = viridis(0.25 + 0.6 * t);
  else if (c.kind == "catchments")
    colour = lighter(style.fill, 0.5 * t);
  category.fill = with_alpha(colour, style.fill.a);
  category.stroke = with_alpha(colour, style.stroke.a);
  if (c.kind == "cover" && c.classes.upper[index] == 0 && c.colours.empty()) {
    category.fill = {200, 198, 194, 90};
    category.stroke = {170, 168, 164, 160};
  }
  if (c.kind == "firm_access" && c.classes.upper[index] == 0 && c.colours.empty()) category.fill = kNoAccess;
}

Category look(const LookContext& c, std::size_t index) {
  const Style& style = c.style;
  Category category = c.classes.categories[index];
  category.fill = style.fill;
  category.stroke = style.stroke;
  category.hatch = style.hatch;
  category.mark = style.mark;
  switch (c.classes.kind[index]) {
    case CategoryKind::single:
      break;
    case CategoryKind::named:
      if (c.role == Role::network && style.colour_by == "kind" && c.colours.empty()) {
        category.fill = category.stroke = road_colour(c.classes.value[index]);
        break;
      }
      look_named(c, index,
                 !c.colours.empty()
                     ? c.colours[index]
                     : category_colour(c.classes.colour.empty() ? index : c.classes.colour[index]),
                 category);
      break;
    case CategoryKind::graded:
      look_graded(c, index, category);
      break;
    case CategoryKind::other:
      if (c.role == Role::network && c.colours.empty()) {
        category.fill = category.stroke = road_colour("");
        break;
      }
      look_named(c, index, kOtherColour, category);
      break;
    case CategoryKind::outside:
    case CategoryKind::missing:
      if (c.classes.lower.empty()) look_named(c, index, kOutsideColour, category);
      category.fill = with_alpha(kOutsideColour, style.fill.a);
      break;
  }
  return category;
}

void apply_edit(const EntryEdit& edit, Category& category, std::uint8_t alpha) {
  if (!edit.label.empty()) category.label = edit.label;
  if (edit.fill) {
    const bool coloured_rim =
        category.stroke.r != 255 || category.stroke.g != 255 || category.stroke.b != 255;
    category.fill = with_alpha(*edit.fill, alpha);
    if (coloured_rim && category.key != "=")
      category.stroke = with_alpha(darker(*edit.fill, 0.72), category.stroke.a);
  }
  category.visible = edit.visible;
  category.in_legend = edit.in_legend;
}

}  // namespace

std::vector<Category> looks_of(const Classes& classes, Role role, const std::string& kind, const Style& style,
                               const std::vector<Category>* clusters) {
  LookContext c{classes, role, kind, style, {}, classes.lower.size()};
  const auto own =
      static_cast<std::size_t>(std::count_if(classes.kind.begin(), classes.kind.end(), [](CategoryKind k) {
        return k == CategoryKind::named || k == CategoryKind::graded;
      }));
  if (const Palette* palette = find_palette(style.palette))
    c.colours = palette_classes(*palette, own, style.reversed);
  std::vector<Category> looks;
  for (std::size_t i = 0; i < classes.categories.size(); ++i) {
    Category category = look(c, i);
    if (clusters && i < clusters->size() && i + 1 < classes.categories.size()) {
      category.label = (*clusters)[i].label;
      category.fill = with_alpha((*clusters)[i].fill, style.fill.a);
      category.stroke = (*clusters)[i].stroke;
    }
    if (clusters) {
      category.hatch = style.hatch;
      category.mark = style.mark;
      if (classes.kind[i] == CategoryKind::outside) category.stroke = category.fill;
    }
    for (const EntryEdit& edit : style.entries)
      if (edit.key == category.key) apply_edit(edit, category, category.fill.a);
    looks.push_back(std::move(category));
  }
  return looks;
}

std::vector<Category> styled_categories(const SceneLayer& layer, const Style& style,
                                        const std::vector<Category>* clusters) {
  if (layer.classes) return looks_of(*layer.classes, layer.role, layer.kind, style, clusters);
  std::vector<Category> categories = layer.categories;
  if (categories.empty()) categories.emplace_back();
  if (categories.size() == 1 && style.colour_by.empty()) {
    categories[0].fill = style.fill;
    categories[0].stroke = style.stroke;
    categories[0].hatch = style.hatch;
    categories[0].mark = style.mark;
  }
  for (Category& category : categories)
    for (const EntryEdit& edit : style.entries)
      if (edit.key == category.key) apply_edit(edit, category, category.fill.a);
  return categories;
}

bool same_classes(const Style& a, const Style& b) {
  const auto columns = [](const Style& s) {
    return std::tie(s.colour_by, s.classing, s.label_by, s.label_rank_by, s.size_by, s.weight_by);
  };
  if (columns(a) != columns(b)) return false;
  if (a.classing != Classing::graduated) return true;
  return std::tie(a.breaks, a.classes, a.manual_breaks, a.decimals) ==
         std::tie(b.breaks, b.classes, b.manual_breaks, b.decimals);
}

std::vector<std::size_t> legend_order(const std::vector<Category>& categories, const Style& style) {
  std::vector<std::size_t> order;
  std::vector<char> taken(categories.size(), 0);
  const auto add = [&](std::size_t i) {
    if (!taken[i] && categories[i].in_legend) order.push_back(i);
    taken[i] = 1;
  };
  for (const std::string& key : style.entry_order)
    for (std::size_t i = 0; i < categories.size(); ++i)
      if (categories[i].key == key) add(i);
  for (std::size_t i = 0; i < categories.size(); ++i) add(i);
  return order;
}

float size_mm(const Style& style, float share) {
  const float grown = style.size_scale == SizeScale::area ? std::sqrt(share) : share;
  return std::max(std::min(style.size_least_mm, style.size_most_mm), style.size_most_mm * grown);
}

Colour density_ramp(double share) {
  return viridis(0.93 * (1 - share));
}

Colour heat_colour(const Style& style, double share) {
  const Palette* palette = find_palette(style.palette.empty() ? "YlOrRd" : style.palette);
  if (!palette) palette = find_palette("YlOrRd");
  const double t = std::sqrt(std::clamp(share, 0.0, 1.0));
  Colour colour = palette_colour(*palette, style.reversed ? 1 - t : t);
  colour.a = static_cast<std::uint8_t>(std::lround(255 * 0.85 * std::clamp((t - 0.05) / 0.2, 0.0, 1.0)));
  return colour;
}

std::string heat_unit(const SceneLayer& layer) {
  if (layer.weight) return layer.style.weight_by + " per km\u00b2";
  const bool firms = layer.role == Role::establishments || layer.kind == "cluster_firms";
  return firms ? "firms per km\u00b2" : "points per km\u00b2";
}

double heat_cell_m(const Style& style, double smallest_cell_m) {
  return std::max(smallest_cell_m, style.bandwidth_m / 6);
}

std::vector<double> size_legend_values(double size_most) {
  std::vector<double> values;
  for (const double share : {1.0, 0.4, 0.1}) {
    const double wanted = share * size_most, power = std::pow(10, std::floor(std::log10(wanted)));
    double value = power;
    for (const double step : {2.0, 5.0})
      if (step * power <= wanted * (1 + 1e-9)) value = step * power;
    if (values.empty() || value < values.back()) values.push_back(value);
  }
  return values;
}

std::string legend_number(double value, int decimals) {
  if (!std::isfinite(value)) return "";
  if (decimals < 0) {
    const double size = std::abs(value);
    decimals = size == 0 ? 0 : std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
  }
  char buffer[352];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr;
  std::string text(buffer, end);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text[0] == '-' ? 1 : 0;
  std::string fraction = text.substr(point);
  if (!fraction.empty() && fraction.find_last_not_of("0") == 0) fraction.clear();
  std::string whole = text.substr(first, point - first);
  for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, ",");
  const bool zero = (whole + fraction).find_first_not_of("0.,") == std::string::npos;
  return (first == 1 && !zero ? "-" : "") + whole + fraction;
}

}  // namespace agglo
