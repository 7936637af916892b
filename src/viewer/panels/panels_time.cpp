// The time strip below the map: births by year, the days shown, and how they play.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/map_tiles.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

std::string label(const char* text, const char* id) {
  return std::string(tr(text)) + "###" + id;
}

template <std::size_t N>
bool choose(const char* id, int& value, const std::array<const char*, N>& names, float width) {
  bool changed = false;
  ImGui::SetNextItemWidth(width);
  if (!ImGui::BeginCombo(id, tr(names[static_cast<std::size_t>(value)]))) return false;
  for (std::size_t k = 0; k < N; ++k)
    if (ImGui::Selectable(tr(names[k]), static_cast<int>(k) == value)) {
      value = static_cast<int>(k);
      changed = true;
    }
  ImGui::EndCombo();
  return changed;
}

void options(const State& state, Actions& out) {
  if (ImGui::Button(label("Options", "options").c_str())) ImGui::OpenPopup("time options");
  item_tooltip(tr("Step, speed, and rows without a date"));
  if (!ImGui::BeginPopup("time options")) return;
  const float width = ImGui::GetFontSize() * 12;
  const TimeView& time = state.time;
  int step = static_cast<int>(time.step);
  float speed = static_cast<float>(time.steps_per_s);
  bool loop = time.loop, keep = time.range.keep_undated;
  int maps = time.range.maps - 1;
  constexpr std::array kMaps{tr_key("One map"),   tr_key("Two maps"),  tr_key("Three maps"),
                             tr_key("Four maps"), tr_key("Five maps"), tr_key("Six maps")};
  if (choose(label("Side by side", "maps").c_str(), maps, kMaps, width)) {
    TimeRange range = time.range;
    range.maps = maps + 1;
    out.push_back(SetTimeRange{range});
  }
  const std::string uneven = uneven_parts_text(state);
  item_tooltip(std::string(tr(
                   "Cuts the days shown into equal parts, each on a map of its own, with the same colours")) +
               "\n" +
               (uneven.empty() ? tr("Parts are whole steps where there are enough of them.") : uneven));
  bool pace = choose(label("Step", "step").c_str(), step,
                     std::array{tr_key("Months"), tr_key("Quarters"), tr_key("Years")}, width);
  ImGui::SetNextItemWidth(width);
  pace |= ImGui::SliderFloat(label("Steps a second", "speed").c_str(), &speed, 0.2f, 20, "%.1f",
                             ImGuiSliderFlags_Logarithmic);
  pace |= ImGui::Checkbox(label("Begin again at the end", "loop").c_str(), &loop);
  if (pace) out.push_back(SetTimePace{static_cast<TimeStep>(step), static_cast<double>(speed), loop});
  if (ImGui::Checkbox(label("Also rows without a date", "undated").c_str(), &keep)) {
    TimeRange range = time.range;
    range.keep_undated = keep;
    out.push_back(SetTimeRange{range});
  }
  item_tooltip(tr("Rows whose first day is missing are shown at all times, or never"));
  ImGui::EndPopup();
}

void modes(const State& state, float width, Actions& out) {
  constexpr std::array kModes{tr_key("Days from – to"), tr_key("All days up to")};
  // What a rule is called depends on the mode.
  const bool cumulative = state.time.range.mode == TimeMode::cumulative;
  const std::array<const char*, 2> rules{
      cumulative ? tr_key("that exist on the last day") : tr_key("that exist in these days"),
      cumulative ? tr_key("that were ever born") : tr_key("born in these days")};
  TimeRange range = state.time.range;
  int mode = static_cast<int>(range.mode), rule = static_cast<int>(range.rule);
  bool changed = choose("##mode", mode, kModes, width * 0.45f);
  ImGui::SameLine();
  if (choose("##rule", rule, rules, width * 0.55f)) {
    changed = true;
    // A firm without a date was there, for all that is known; but not born then.
    range.keep_undated = rule == static_cast<int>(PeriodRule::active);
  }
  range.mode = static_cast<TimeMode>(mode);
  range.rule = static_cast<PeriodRule>(rule);
  if (changed) out.push_back(SetTimeRange{range});
}

std::string shown_days(const State& state) {
  const TimeRange& range = state.time.range;
  if (range.mode == TimeMode::window) return period_text(range.from, range.to);
  const Day month_start = step_start(range.to, TimeStep::year, 0);
  const bool year_end = step_start(range.to, TimeStep::year, 1) == range.to + 1;
  return fmt::format(fmt::runtime(tr("up to {}")),
                     year_end ? period_text(month_start, range.to) : to_iso_date(range.to));
}

void controls(const PanelInput& in, float width, Actions& out) {
  const State& state = in.state;
  const bool playing = state.time.playing;
  const float em = ImGui::GetFontSize();
  if (ImGui::Button(label(playing ? tr_key("Pause") : tr_key("Play"), "play").c_str(), {em * 4.5f, 0}))
    out.push_back(PlayTime{!playing});
  ImGui::SameLine();
  if (ImGui::ArrowButton("back", ImGuiDir_Left)) out.push_back(StepTime{-1});
  item_tooltip(tr("One step back"));
  ImGui::SameLine(0, 2);
  if (ImGui::ArrowButton("forward", ImGuiDir_Right)) out.push_back(StepTime{1});
  item_tooltip(tr("One step on"));
  ImGui::SameLine();
  const bool wide = width > em * 50;
  if (wide) {
    modes(state, em * 24, out);
    ImGui::SameLine();
  }
  options(state, out);
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  heading(shown_days(state).c_str());
  if (const std::string uneven = uneven_parts_text(state); !uneven.empty()) item_tooltip(uneven);
  const std::string close = label("Close", "close time");
  ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(tr("Close")).x - em);
  if (ImGui::Button(close.c_str())) out.push_back(ShowTime{false});
  if (!wide) modes(state, width - ImGui::GetStyle().ItemSpacing.x, out);
}

/// Days to pixels and back.
struct Scale {
  double x, width;
  DaySpan span;
  float at(Day day) const {
    return static_cast<float>(x + width * (day - span.from) / std::max(1, span.to + 1 - span.from));
  }
  Day day(float pixel) const {
    const double share = std::clamp((static_cast<double>(pixel) - x) / width, 0.0, 1.0);
    return span.from + static_cast<Day>(std::lround(share * (span.to + 1 - span.from)));
  }
};

void births(const State& state, const Scale& scale, const ImVec2& low, const ImVec2& high) {
  const BirthsByYear& by_year = state.time.births;
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const std::uint64_t most =
      std::max<std::uint64_t>(1, *std::max_element(by_year.count.begin(), by_year.count.end()));
  const auto year_start = [&](std::size_t k) {
    return day_from_civil(by_year.first_year + static_cast<int>(k), 1, 1).value_or(scale.span.to + 1);
  };
  const TimeRange& range = state.time.range;
  const Day from = range.mode == TimeMode::window ? range.from : scale.span.from;
  for (std::size_t k = 0; k < by_year.count.size(); ++k) {
    const Day begin = year_start(k), end = year_start(k + 1);
    const float top =
        high.y - (high.y - low.y) * static_cast<float>(by_year.count[k]) / static_cast<float>(most);
    const bool inside = begin <= range.to && end > from;
    const ImU32 colour =
        inside ? im_packed(accent_colour(state.dark)) : ImGui::GetColorU32(ImGuiCol_ScrollbarGrabHovered);
    draw->AddRectFilled({scale.at(begin) + 0.5f, top},
                        {std::max(scale.at(begin) + 1.5f, scale.at(end) - 0.5f), high.y}, colour);
  }
}

/// Years below the bars, as many as have room.
void axis(const State& state, const Scale& scale, float y) {
  const float room = ImGui::CalcTextSize("20000").x;
  const auto years = static_cast<double>(state.time.births.count.size());
  int step = 1;
  for (const int wider : {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
    step = wider;
    if (scale.width / years * wider >= static_cast<double>(room)) break;
  }
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const int first = state.time.births.first_year,
            last = first + static_cast<int>(state.time.births.count.size());
  for (int year = (first + step - 1) / step * step; year < last; year += step)
    if (const auto day = day_from_civil(year, 1, 1)) {
      const std::string text = std::to_string(year);
      const float x = scale.at(*day);
      if (static_cast<double>(x + ImGui::CalcTextSize(text.c_str()).x) < scale.x + scale.width)
        draw->AddText({x, y}, ImGui::GetColorU32(ImGuiCol_TextDisabled), text.c_str());
    }
}

enum class Grip { none, from, to, whole };

Day snapped(const State& state, Day day) {
  const Day low = step_start(day, state.time.step, 0), high = step_start(day, state.time.step, 1);
  return day - low <= high - day ? low : high;
}

/// What the pointer took hold of moves with it.
void drag(const State& state, const Scale& scale, Grip grip, Day offset, bool begins, Actions& out) {
  TimeRange range = state.time.range;
  const Day at = scale.day(ImGui::GetIO().MousePos.x), edge = snapped(state, at);
  const Day last = step_start(range.to, state.time.step, 0);  // years differ by a day
  // The other end stays: a window shorter than a step, or at the end of the time, keeps at least a day.
  if (grip == Grip::from) range.from = std::min(range.to, std::max(scale.span.from, std::min(edge, last)));
  if (grip == Grip::to) {
    const Day first = range.mode == TimeMode::window ? range.from : scale.span.from;
    const Day soonest = step_start(first, state.time.step, 1) - 1;
    range.to = std::max(first, std::min(scale.span.to, std::max(edge - 1, soonest)));
  }
  if (grip == Grip::whole) {
    const Day length = range.to - range.from;
    Day from = snapped(state, at - offset);
    from = std::clamp(from, scale.span.from, std::max(scale.span.from, scale.span.to - length));
    const Day end = snapped(state, from + length + 1) - 1;
    range.to = std::max(from, std::min(scale.span.to, end < from ? from + length : end));
    range.from = from;
  }
  if (!(range == state.time.range)) out.push_back(SetTimeRange{range, begins});
}

Grip grip_at(const State& state, const Scale& scale, float x) {
  const TimeRange& range = state.time.range;
  const float from = scale.at(range.from), to = scale.at(range.to + 1), reach = ImGui::GetFontSize() * 0.6f;
  if (range.mode == TimeMode::cumulative) return Grip::to;
  if (std::abs(x - to) <= reach && std::abs(x - to) <= std::abs(x - from)) return Grip::to;
  if (std::abs(x - from) <= reach) return Grip::from;
  if (x > from && x < to) return Grip::whole;
  return x < from ? Grip::from : Grip::to;
}

void handles(const State& state, const Scale& scale, const ImVec2& low, const ImVec2& high) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const TimeRange& range = state.time.range;
  const bool window = range.mode == TimeMode::window;
  const float from = window ? scale.at(range.from) : low.x, to = scale.at(range.to + 1);
  Colour veil = accent_colour(state.dark);
  veil.a = 36;
  draw->AddRectFilled({from, low.y}, {to, high.y}, im_packed(veil));
  const ImU32 ink = ImGui::GetColorU32(ImGuiCol_Text);
  const float middle = (low.y + high.y) * 0.5f, half = (high.y - low.y) * 0.22f;
  for (const float x : {from, to}) {
    if (x == from && !window) continue;
    draw->AddLine({x, low.y}, {x, high.y}, ink, at_scale(1.5f));
    draw->AddRectFilled({x - at_scale(3), middle - half}, {x + at_scale(3), middle + half}, ink, at_scale(3));
  }
}

void slider(const State& state, Actions& out) {
  const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  const float axis_height = ImGui::GetTextLineHeight();
  const ImVec2 low(at.x + 6, at.y), high(at.x + room.x - 6, at.y + std::max(12.0f, room.y - axis_height - 2));
  const Scale scale{static_cast<double>(low.x), std::max(1.0, static_cast<double>(high.x - low.x)),
                    span_of(state.time.births)};
  ImGui::InvisibleButton("days", {room.x, std::max(12.0f, high.y - low.y)});
  ImGuiStorage* memory = ImGui::GetStateStorage();
  const ImGuiID grip_key = ImGui::GetID("grip"), offset_key = ImGui::GetID("offset"),
                begun_key = ImGui::GetID("begun");
  const float x = ImGui::GetIO().MousePos.x;
  if (ImGui::IsItemActivated()) {
    memory->SetInt(grip_key, static_cast<int>(grip_at(state, scale, x)));
    memory->SetInt(offset_key, scale.day(x) - state.time.range.from);
    memory->SetBool(begun_key, false);
  }
  if (ImGui::IsItemActive()) {
    const std::size_t before = out.size();
    drag(state, scale, static_cast<Grip>(memory->GetInt(grip_key)), memory->GetInt(offset_key),
         !memory->GetBool(begun_key), out);
    if (out.size() > before) memory->SetBool(begun_key, true);
  }
  if (ImGui::IsItemHovered()) {
    const Grip grip = grip_at(state, scale, x);
    ImGui::SetMouseCursor(grip == Grip::whole ? ImGuiMouseCursor_Hand : ImGuiMouseCursor_ResizeEW);
  }
  births(state, scale, low, high);
  handles(state, scale, low, high);
  axis(state, scale, high.y + 2);
}

}  // namespace

float time_strip_height(const State& state, float map_width) {
  const float em = static_cast<float>(16 * state.ui_scale);
  return map_width > em * 52 ? em * 7.5f : em * 9.5f;
}

void time_strip(const PanelInput& in, const Area& area, Actions& out) {
  begin_panel("time", area);
  const TimeView& time = in.state.time;
  controls(in, ImGui::GetContentRegionAvail().x, out);
  if (time.births.count.empty())
    faint_text(in.state, time.asked_of ? tr("counting births…") : tr("No row has a date."));
  else
    slider(in.state, out);
  if (time.playing) out.push_back(TickTime{ImGui::GetTime()});
  end_panel();
}

}  // namespace agglo::viewer
