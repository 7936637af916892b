#include "viewer/panels/widgets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

ImVec4 im_colour(const Colour& c) {
  return {static_cast<float>(c.r) / 255, static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255,
          static_cast<float>(c.a) / 255};
}

ImU32 im_packed(const Colour& c) {
  return IM_COL32(c.r, c.g, c.b, c.a);
}

bool begin_panel(const char* name, const Area& area) {
  ImGui::SetNextWindowPos({area.x, area.y});
  ImGui::SetNextWindowSize({area.width, area.height});
  // Panels side by side need no strong edge, as fields do.
  ImGui::PushStyleColor(ImGuiCol_Border, ImGui::GetStyleColorVec4(ImGuiCol_Separator));
  const bool shown = ImGui::Begin(name, nullptr,
                                  ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                      ImGuiWindowFlags_NoSavedSettings |
                                      ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollbar);
  ImGui::PopStyleColor();
  return shown;
}

void end_panel() {
  ImGui::End();
}

void heading(const char* text) {
  ImFontAtlas* fonts = ImGui::GetIO().Fonts;
  ImGui::PushFont(fonts->Fonts.back());
  ImGui::TextUnformatted(text);
  ImGui::PopFont();
}

void faint_text(const State&, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

void keep_on_screen() {
  const ImVec2 screen = ImGui::GetIO().DisplaySize, size = ImGui::GetWindowSize(), at = ImGui::GetWindowPos();
  const float top = ImGui::GetStyle().DisplayWindowPadding.y;  // Dear ImGui lets no title bar above it
  const ImVec2 fit(std::min(size.x, screen.x), std::min(size.y, screen.y - top));
  const ImVec2 place(std::max(0.0f, std::min(at.x, screen.x - fit.x)),
                     std::max(top, std::min(at.y, screen.y - fit.y)));
  if (fit.x != size.x || fit.y != size.y) ImGui::SetWindowSize(fit);
  if (place.x != at.x || place.y != at.y) ImGui::SetWindowPos(place);
}

void progress_bar(double fraction, float width) {
  const float room = ImGui::CalcTextSize("100 %").x + ImGui::GetStyle().ItemInnerSpacing.x;
  ImGui::ProgressBar(static_cast<float>(std::clamp(fraction, 0.0, 1.0)), {width - room, 0}, "");
  ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
  const float right = ImGui::GetCursorPosX() + room - ImGui::GetStyle().ItemInnerSpacing.x;
  const std::string percent = fraction >= 0 ? fmt::format("{:.0f} %", 100 * std::min(fraction, 1.0)) : "…";
  ImGui::SetCursorPosX(right - ImGui::CalcTextSize(percent.c_str()).x);
  ImGui::TextUnformatted(percent.c_str());
}

Combine combine_of_keys() {
  const ImGuiIO& io = ImGui::GetIO();
  return io.KeyShift  ? Combine::add
         : io.KeyCtrl ? Combine::take_out
         : io.KeyAlt  ? Combine::keep_common
                      : Combine::replace;
}

void wrapped_text(const std::string& text) {
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
}

float at_scale(float pixels) {
  return pixels * ImGui::GetFontSize() / 16;
}

std::string cut_text(const std::string& text, float width) {
  // No letter is narrower than a tenth of its height: what is longer than this need not be measured whole.
  const auto most = static_cast<std::size_t>(std::max(0.0f, width) / ImGui::GetFontSize() * 10) + 8;
  std::vector<std::size_t> ends;  // of whole UTF-8 characters
  for (std::size_t i = 1; i <= text.size() && ends.size() <= most; ++i)
    if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ends.push_back(i);
  if (ends.size() <= most && ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  const auto too_wide = std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) {
    return ImGui::CalcTextSize((text.substr(0, end) + "…").c_str()).x <= width;
  });
  return text.substr(0, too_wide == ends.begin() ? 0 : *(too_wide - 1)) + "…";
}

std::string cut_middle(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  const auto begins_character = [&](std::size_t k) {
    return k >= text.size() || (static_cast<unsigned char>(text[k]) & 0xC0) != 0x80;
  };
  // As many letters are taken out of the middle as must be, from a little behind it to keep the beginning.
  std::size_t from = text.size() / 2, to = from;
  std::string cut = text;
  while (from > 0 || to < text.size()) {
    if (to < text.size() && (to - text.size() / 2 <= text.size() / 2 - from || from == 0)) {
      do ++to;
      while (!begins_character(to));
    } else {
      do --from;
      while (from > 0 && !begins_character(from));
    }
    if (!begins_character(from)) continue;
    cut = text.substr(0, from) + "…" + text.substr(to);
    if (ImGui::CalcTextSize(cut.c_str()).x <= width) break;
  }
  return cut;
}

Area window_area() {
  const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
  return {at.x, at.y, size.x, size.y};
}

void item_tooltip(const std::string& text) {
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled) || text.empty()) return;
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(ImGui::GetFontSize() * 24);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

void same_line_if_room(const char* button) {
  const ImGuiStyle& style = ImGui::GetStyle();
  const float width = ImGui::CalcTextSize(button).x + 2 * style.FramePadding.x;
  const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
  if (ImGui::GetItemRectMax().x + style.ItemSpacing.x + width <= right) ImGui::SameLine();
}

namespace {

/// The mark of a point layer, as the map draws it.
void draw_mark(ImDrawList& draw, PointMark mark, ImVec2 middle, float r, ImU32 fill, ImU32 stroke) {
  const auto corner = [&](float angle_deg, float radius) {
    const float angle = angle_deg * 0.017453293f;
    return ImVec2(middle.x + radius * std::sin(angle), middle.y - radius * std::cos(angle));
  };
  const auto outlined = [&](std::initializer_list<ImVec2> corners) {
    const int n = static_cast<int>(corners.size());
    draw.AddConvexPolyFilled(corners.begin(), n, fill);
    draw.AddPolyline(corners.begin(), n, stroke, ImDrawFlags_Closed, 1);
  };
  // From the middle, as it is not convex; smoothed edges within it would show as a pale web.
  const auto star = [&](std::initializer_list<ImVec2> corners) {
    const ImVec2* p = corners.begin();
    const int n = static_cast<int>(corners.size());
    const ImDrawListFlags flags = draw.Flags;
    draw.Flags &= ~ImDrawListFlags_AntiAliasedFill;
    for (int i = 0; i < n; ++i) draw.AddTriangleFilled(middle, p[i], p[(i + 1) % n], fill);
    draw.Flags = flags;
    draw.AddPolyline(p, n, stroke, ImDrawFlags_Closed, 1);
  };
  switch (mark) {
    case PointMark::circle:
      draw.AddCircleFilled(middle, r * 0.9f, fill);
      draw.AddCircle(middle, r * 0.9f, stroke);
      return;
    case PointMark::square:
      return outlined(
          {corner(45, r * 1.2f), corner(135, r * 1.2f), corner(225, r * 1.2f), corner(315, r * 1.2f)});
    case PointMark::triangle:
      return outlined({corner(0, r * 1.2f), corner(120, r * 1.2f), corner(240, r * 1.2f)});
    case PointMark::diamond:
      return outlined(
          {corner(0, r * 1.2f), corner(90, r * 1.2f), corner(180, r * 1.2f), corner(270, r * 1.2f)});
    case PointMark::star:
      return star({corner(0, r * 1.4f), corner(36, r * 0.6f), corner(72, r * 1.4f), corner(108, r * 0.6f),
                   corner(144, r * 1.4f), corner(180, r * 0.6f), corner(216, r * 1.4f), corner(252, r * 0.6f),
                   corner(288, r * 1.4f), corner(324, r * 0.6f)});
    case PointMark::cross:
      draw.AddRectFilled({middle.x - r, middle.y - r * 0.35f}, {middle.x + r, middle.y + r * 0.35f}, fill);
      draw.AddRectFilled({middle.x - r * 0.35f, middle.y - r}, {middle.x + r * 0.35f, middle.y + r}, fill);
      return;
  }
}

/// A hatched square.
void draw_area(ImDrawList* draw, const Category& category, ImVec2 low, ImVec2 high, Colour fill,
               Colour stroke) {
  const ImVec2 middle((low.x + high.x) * 0.5f, (low.y + high.y) * 0.5f);
  const float size = high.x - low.x;
  draw->AddRectFilled(low, high, im_packed(fill), 2);
  draw->PushClipRect(low, high, true);
  const bool forward = category.hatch == Hatch::diagonal || category.hatch == Hatch::cross;
  const bool back = category.hatch == Hatch::back_diagonal || category.hatch == Hatch::cross;
  for (float d = -size; d < 2 * size; d += size * 0.3f) {
    if (forward) draw->AddLine({low.x + d, high.y}, {low.x + d + size, high.y - size}, im_packed(stroke));
    if (back) draw->AddLine({low.x + d, low.y}, {low.x + d + size, low.y + size}, im_packed(stroke));
    if (category.hatch == Hatch::horizontal)
      draw->AddLine({low.x, low.y + d}, {high.x, low.y + d}, im_packed(stroke));
    if (category.hatch == Hatch::vertical)
      draw->AddLine({low.x + d, low.y}, {low.x + d, high.y}, im_packed(stroke));
    if (category.hatch == Hatch::dots) draw->AddCircleFilled({low.x + d, middle.y}, 1.2f, im_packed(stroke));
  }
  draw->PopClipRect();
  draw->AddRect(low, high, im_packed(stroke), 2, 0, 1.5f);
}

}  // namespace

void swatch(const Category& category, const DrawnAs& as, bool off) {
  const float size = ImGui::GetTextLineHeight();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  Colour fill = category.fill, stroke = category.stroke;
  if (off) fill.a = stroke.a = 40;
  // On the paper colour of the map, since fills are translucent, and with some of it around: a dark outline
  // would vanish in a dark window.
  constexpr float kPaper = 1.5f;
  const ImVec2 edge_low(at.x, at.y + 1), edge_high(at.x + size, at.y + size - 1);
  if (!off) draw->AddRectFilled(edge_low, edge_high, IM_COL32(250, 250, 248, 255), 2);
  const ImVec2 low(edge_low.x + kPaper, edge_low.y + kPaper),
      high(edge_high.x - kPaper, edge_high.y - kPaper), middle(at.x + size * 0.5f, at.y + size * 0.5f);
  if (as.area) draw_area(draw, category, low, high, fill, stroke);
  if (as.line && !as.area)
    draw->AddLine({low.x, middle.y}, {high.x, middle.y}, im_packed(stroke), std::max(2.0f, size * 0.14f));
  if (as.mark) {
    // A fill of areas is translucent; on the map too the colour of a mark stands for the hatch.
    if (category.hatch != Hatch::none && !off) fill.a = 255;
    draw_mark(*draw, category.mark, middle, size * (as.area ? 0.24f : 0.34f), im_packed(fill),
              im_packed(stroke));
  }
  ImGui::Dummy({size, size});
}

bool reads_as_code(const Column& column) {
  constexpr std::array<std::string_view, 25> kCodes{
      "id",       "fid", "gid",  "oid",   "code", "nr",      "no",  "key",   "zip",
      "postcode", "plz", "cap",  "nace",  "isic", "naics",   "sic", "siren", "siret",
      "vat",      "lau", "nuts", "phone", "epsg", "cluster", "osm"};
  std::string word;
  const auto known = [&] { return std::find(kCodes.begin(), kCodes.end(), word) != kCodes.end(); };
  for (const char c : column.name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z')) {
      word += upper ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    if (known()) return true;
    word.clear();
  }
  return known() || column.unit == "year";
}

std::string shown_value(const Column& column, std::size_t row) {
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
    const double v = (*reals)[row];
    if (std::isnan(v)) return "–";
    return is_year(column.name, v) ? fmt::format("{:.0f}", v) : number_text(v);
  }
  std::string text = column.text(row);
  if (const auto* wholes = std::get_if<std::vector<std::int64_t>>(&column.values);
      wholes && !text.empty() && !reads_as_code(column) &&
      !is_year(column.name, static_cast<double>((*wholes)[row]))) {
    const std::int64_t v = (*wholes)[row];
    const std::string amount =
        grouped(v < 0 ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v));
    return v < 0 ? std::string("-").append(amount) : amount;
  }
  return text.empty() ? "–" : text;
}

namespace {

/// Names that say more than the key does.
std::string_view better_name(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kNames{
      {{"eps_m", tr_key("Radius (eps)")},
       {"min_points", tr_key("Least number of firms (min points)")},
       {"eps_days", tr_key("Days apart, at most (eps)")},
       {"min_size", tr_key("Least size of a cluster (min size)")},
       {"as", tr_key("What the rows are")},
       {"map", tr_key("Which column holds what")},
       {"crs", tr_key("Coordinate system")},
       {"each", tr_key("Separately for each")},
       {"where", tr_key("Condition")},
       {"lq", tr_key("LQ")},
       {"lq_lo", tr_key("LQ, lower end")},
       {"lq_hi", tr_key("LQ, upper end")},
       {"jobs_lo", tr_key("Jobs, at least")},
       {"jobs_hi", tr_key("Jobs, at most")},
       {"firms_per_km2", tr_key("Firms per km²")}}};
  for (const auto& [name, title] : kNames)
    if (name == key) return title;
  return {};
}

}  // namespace

std::string readable_key(std::string_view key) {
  if (const std::string_view name = better_name(key); !name.empty()) return std::string(name);
  std::string text(key);
  for (const std::string_view unit : {"_m", "_km", "_deg", "_m2", "_min"})
    if (text.ends_with(unit)) {
      text.resize(text.size() - unit.size());
      break;
    }
  for (char& c : text)
    if (c == '_') c = ' ';
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string shown_unit(std::string_view unit) {
  if (unit == "km2") return "km²";
  if (unit == "m2") return "m²";
  if (unit == "1/km2") return {};  // the name says it: firms per km²
  return std::string(unit);
}

std::string column_title(const Table& table, const Column& column) {
  if (const std::string_view title = better_name(column.name); !title.empty()) return tr(std::string(title));
  std::string name = column.name;
  const std::string suffix = "_" + column.unit;
  if (!column.unit.empty() && name.ends_with(suffix)) {
    name.resize(name.size() - suffix.size());
    if (table.find(name)) name += "_distance";  // the place itself has a column of that name
  }
  for (char& c : name)
    if (c == '_') c = ' ';
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return tr(name);
}

bool repeats_another(const Table& table, const Column& column, std::size_t row) {
  constexpr std::string_view kSource = "src_";
  if (!column.name.starts_with(kSource)) return false;
  const Column* own = table.find(std::string_view(column.name).substr(kSource.size()));
  return own && row < own->size() && own->text(row) == column.text(row);
}

bool millimetres(const char* label, float& mm, float least, float most, int decimals) {
  const std::string shown = with_decimal_mark(fmt::format("{:.{}f} mm", mm, decimals));
  if (!ImGui::SliderFloat(label, &mm, least, most, shown.c_str())) return false;
  const float unit = std::pow(10.0f, static_cast<float>(decimals));
  mm = std::round(mm * unit) / unit;
  return true;
}

void begin_disabled(bool off) {
  ImGui::BeginDisabled(off);
}
void end_disabled() {
  ImGui::EndDisabled();
}

}  // namespace agglo::viewer
