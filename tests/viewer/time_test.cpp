// The time strip without a window: steps, playing, undo, and what it lets through.
#include <gtest/gtest.h>

#include <algorithm>

#include "agglo/shown_rows.hpp"
#include "fixture.hpp"
#include "viewer/draw/tiles.hpp"
#include "viewer/state/printed_map.hpp"
#include "viewer/state/saved_rows.hpp"

namespace agglo::viewer {

namespace {

using Rows = std::vector<std::uint32_t>;

Day day(int year, int month = 1, int of_month = 1) {
  return *day_from_civil(year, month, of_month);
}

/// The firms with dates: born 2010, 2012, 2014 (closed 2015), and one without.
State dated_state() {
  State state = small_state();
  auto map = std::make_shared<MapData>(*state.map);
  auto table = std::make_shared<Table>(*map->scene.layers[0].table);
  table->add("born", Days{{day(2010, 5), day(2012, 3), day(2014, 7), kUnknownDay}});
  table->add("closed", Days{{kUnknownDay, kUnknownDay, day(2015, 6), kUnknownDay}});
  map->scene.layers[0].table = map->data.layers[0].table = table;
  state.map = map;
  return state;
}

Rows shown(const State& state) {
  const auto& rows = find_layer(state, "firms")->shown;
  return rows ? rows->first(9) : Rows{0, 1, 2, 3};
}

void set_years(State& state, Jobs& jobs, int from, int to, TimeMode mode, PeriodRule rule, bool keep) {
  TimeRange range = state.time.range;
  range.from = day(from);
  range.to = day(to, 12, 31);
  range.mode = mode;
  range.rule = rule;
  range.keep_undated = keep;
  update(state, SetTimeRange{range}, jobs);
}

/// Years 2010 to 2015 in three maps side by side, each 300 pixels wide.
State state_with_maps(Jobs& jobs) {
  State state = dated_state();
  state.camera = {500, 500, 1.25, 900, 300};
  set_years(state, jobs, 2010, 2015, TimeMode::window, PeriodRule::born, false);
  TimeRange range = state.time.range;
  range.maps = 3;
  update(state, SetTimeRange{range}, jobs);
  return state;
}

/// The pixel that shows a place on one of the maps.
ScreenPoint pixel_of(const State& state, std::size_t tile, double x_m, double y_m) {
  const TileRect r = tile_rects(state.camera.width, state.camera.height, 3)[tile];
  const double metres = state.camera.metres_per_pixel * tile_scale(state);
  return {r.x + r.width * 0.5 + (x_m - 500) / metres, r.y + r.height * 0.5 - (y_m - 500) / metres};
}

/// No further name of usual size finds room.
void fill(SpriteAtlas& atlas) {
  for (const float size_px : {200.0f, 50.0f, 12.0f}) {
    LabelLook look;
    look.size_px = size_px;
    for (int k = 0; k < 5000; ++k) {
      const std::string text = "Filler " + std::to_string(k);
      if (!atlas.has_room(atlas.size_of(text, look))) break;
      atlas.get(text, look);
    }
  }
}

std::vector<std::uint32_t> pixels_of(const SpriteAtlas& atlas, const Sprite& sprite) {
  std::vector<std::uint32_t> pixels;
  for (int row = sprite.y; row < sprite.y + sprite.height; ++row) {
    const auto from = atlas.pixels().begin() + row * SpriteAtlas::kSide + sprite.x;
    pixels.insert(pixels.end(), from, from + sprite.width);
  }
  return pixels;
}

}  // namespace

TEST(Time, opens_with_all_the_time_there_is_and_closes_without_a_trace) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  EXPECT_EQ(state.time.births.count, (std::vector<std::uint64_t>{1, 0, 1, 0, 1}));
  EXPECT_EQ(state.time.range.from, day(2010));
  EXPECT_EQ(state.time.range.to, day(2014, 12, 31));
  EXPECT_EQ(shown(state), (Rows{0, 1, 2, 3}));
  EXPECT_EQ(find_layer(state, "dbscan_clusters")->shown, nullptr) << "has no dates";
  update(state, ShowTime{false}, jobs);
  EXPECT_EQ(find_layer(state, "firms")->shown, nullptr);
  State plain = small_state();
  update(plain, ShowTime{true}, jobs);
  EXPECT_FALSE(plain.time.range.on);
  EXPECT_EQ(plain.unread_errors, 1u) << "no dates at all";
}

TEST(Time, modes_and_rules_let_through_what_they_say) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  set_years(state, jobs, 2012, 2013, TimeMode::window, PeriodRule::active, true);
  EXPECT_EQ(shown(state), (Rows{0, 1, 3}));
  set_years(state, jobs, 2012, 2013, TimeMode::window, PeriodRule::active, false);
  EXPECT_EQ(shown(state), (Rows{0, 1}));
  set_years(state, jobs, 2012, 2013, TimeMode::window, PeriodRule::born, false);
  EXPECT_EQ(shown(state), (Rows{1}));
  set_years(state, jobs, 2010, 2016, TimeMode::cumulative, PeriodRule::born, false);
  EXPECT_EQ(shown(state), (Rows{0, 1, 2})) << "ever born";
  set_years(state, jobs, 2010, 2016, TimeMode::cumulative, PeriodRule::active, false);
  EXPECT_EQ(shown(state), (Rows{0, 1})) << "still there at the end of 2016";
  update(state, SetFilter{"firms", "jobs > 4"}, jobs);
  EXPECT_EQ(shown(state), (Rows{0})) << "filter and time together";
}

TEST(Time, clusters_of_periods_are_shown_in_their_days) {
  State state = dated_state();
  auto map = std::make_shared<MapData>(*state.map);
  auto table = std::make_shared<Table>(*map->scene.layers[1].table);
  table->add("period_start", Days{{day(2010), day(2013)}});
  table->add("period_end", Days{{day(2012, 12, 31), day(2015, 12, 31)}});
  map->scene.layers[1].table = map->data.layers[1].table = table;
  state.map = map;
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  const auto clusters = [&](int from, int to) {
    set_years(state, jobs, from, to, TimeMode::window, PeriodRule::active, true);
    const auto& rows = find_layer(state, "dbscan_clusters")->shown;
    return rows ? rows->first(9) : Rows{0, 1};
  };
  EXPECT_EQ(clusters(2011, 2011), (Rows{0}));
  EXPECT_EQ(clusters(2014, 2015), (Rows{1}));
  EXPECT_EQ(clusters(2012, 2013), (Rows{0, 1}));
}

TEST(Time, steps_keep_the_width_and_stop_at_the_ends) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  update(state, StepTime{1}, jobs);
  EXPECT_EQ(period_text(state.time.range.from, state.time.range.to), "2010") << "the first step of the whole";
  update(state, StepTime{1}, jobs);
  EXPECT_EQ(period_text(state.time.range.from, state.time.range.to), "2011");
  update(state, SetTimePace{TimeStep::quarter, 2, false}, jobs);
  update(state, StepTime{1}, jobs);
  EXPECT_EQ(period_text(state.time.range.from, state.time.range.to), "2011-04 – 2012-03");
  for (int k = 0; k < 50; ++k) update(state, StepTime{1}, jobs);
  EXPECT_EQ(state.time.range.to, day(2014, 12, 31));
  for (int k = 0; k < 50; ++k) update(state, StepTime{-1}, jobs);
  EXPECT_EQ(state.time.range.from, day(2010));
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.time.range.from, day(2010, 4));
}

TEST(Time, plays_step_by_step_and_begins_again_or_stops) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  const TimeRange before = state.time.range;
  update(state, SetTimePace{TimeStep::year, 1, false}, jobs);
  update(state, PlayTime{true}, jobs);
  std::vector<std::string> seen;
  for (int second = 1; second < 20 && state.time.playing; ++second) {
    update(state, TickTime{static_cast<double>(second)}, jobs);
    update(state, TickTime{second + 0.5}, jobs);  // not due yet
    if (state.time.playing) seen.push_back(period_text(state.time.range.from, state.time.range.to));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"2010", "2011", "2012", "2013", "2014"}));
  EXPECT_FALSE(state.time.playing);
  update(state, Undo{}, jobs);
  EXPECT_EQ(state.time.range, before) << "one undo for all that played";
  update(state, SetTimePace{TimeStep::year, 1, true}, jobs);
  update(state, PlayTime{true}, jobs);
  for (int second = 1; second <= 6; ++second) update(state, TickTime{static_cast<double>(second)}, jobs);
  EXPECT_EQ(period_text(state.time.range.from, state.time.range.to), "2010") << "began again";
}

TEST(Time, is_kept_with_the_project) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  set_years(state, jobs, 2011, 2012, TimeMode::cumulative, PeriodRule::born, false);
  update(state, SetTimePace{TimeStep::quarter, 1, true}, jobs);
  State again = dated_state();
  restore_rows(again, saved_rows(state));
  EXPECT_EQ(again.time.range, state.time.range);
  EXPECT_EQ(again.time.step, state.time.step);
}

TEST(Time, all_days_up_to_a_day_before_the_earlier_first_one_are_kept_as_shown) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  set_years(state, jobs, 2012, 2013, TimeMode::cumulative, PeriodRule::born, false);
  for (int k = 0; k < 2; ++k) update(state, StepTime{-1}, jobs);
  ASSERT_EQ(state.time.range.to, day(2011, 12, 31));
  EXPECT_EQ(shown(state), (Rows{0}));
  // Kept so by a version that let the days run backwards.
  TimeRange backwards = state.time.range;
  backwards.from = day(2012);
  for (const TimeRange& range : {state.time.range, backwards}) {
    state.time.range = range;
    const std::string kept = saved_rows(state);
    State again = dated_state();
    restore_rows(again, kept);
    EXPECT_EQ(again.time.range.to, day(2011, 12, 31));
    EXPECT_LE(again.time.range.from, again.time.range.to);
    EXPECT_EQ(shown_days(again.time.range), shown_rows_from_json(kept).days) << "as printed without a window";
    update(again, StepTime{0}, jobs);
    EXPECT_EQ(shown(again), (Rows{0}));
  }
  const TimeRange kept = time_from_json(time_json(backwards));
  EXPECT_EQ(kept.to, backwards.to);
}

TEST(Time, all_days_up_to_an_early_day_become_days_from_and_to) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  set_years(state, jobs, 2012, 2013, TimeMode::cumulative, PeriodRule::born, false);
  for (int k = 0; k < 2; ++k) update(state, StepTime{-1}, jobs);
  TimeRange range = state.time.range;
  range.mode = TimeMode::window;
  update(state, SetTimeRange{range}, jobs);
  EXPECT_TRUE(state.messages.empty());
  EXPECT_EQ(state.time.range.mode, TimeMode::window);
  EXPECT_EQ(state.time.range.to, day(2011, 12, 31));
}

TEST(Time, periods_are_written_as_short_as_their_days_allow) {
  EXPECT_EQ(period_text(day(2015), day(2015, 12, 31)), "2015");
  EXPECT_EQ(period_text(day(2015), day(2017, 12, 31)), "2015 – 2017");
  EXPECT_EQ(period_text(day(2015, 4), day(2015, 6, 30)), "2015-04 – 2015-06");
  EXPECT_EQ(period_text(day(2015, 4, 2), day(2015, 4, 2)), "2015-04-02");
  EXPECT_EQ(step_start(day(2015, 5, 17), TimeStep::quarter, 0), day(2015, 4));
  EXPECT_EQ(step_start(day(2015, 11, 17), TimeStep::month, 2), day(2016));
  EXPECT_EQ(step_start(day(2015, 11, 17), TimeStep::year, -1), day(2014));
}

TEST(Time, heat_on_several_maps_has_one_scale) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  set_years(state, jobs, 2010, 2014, TimeMode::window, PeriodRule::active, false);
  state.camera.width = 900;
  for (LayerView& view : state.layers) {
    view.style.point_mode = PointMode::heat;
    view.style.bandwidth_m = 5000;
  }
  TimeRange range = state.time.range;
  range.maps = 3;
  update(state, SetTimeRange{range}, jobs);
  PlanCache cache;
  std::vector<float> alone, shared;
  for (std::size_t k = 0; k < 3; ++k)
    for (const HeatNote& note : plan_frame(tile_state(state, k), cache).heats) alone.push_back(note.most);
  for (const TilePlan& tile : plan_tiles(state, cache)) {
    for (const HeatNote& note : tile.plan.heats) shared.push_back(note.most);
    for (const FrameItem& item : tile.plan.items)
      if (const auto* heat = std::get_if<HeatItem>(&item)) shared.push_back(heat->most);
  }
  ASSERT_EQ(alone.size(), 3u);
  ASSERT_EQ(shared.size(), 6u);
  const float most = *std::max_element(alone.begin(), alone.end());
  EXPECT_LT(*std::min_element(alone.begin(), alone.end()), most) << "else the test proves nothing";
  for (const float end : shared) EXPECT_EQ(end, most);
}

TEST(Time, several_maps_cut_the_time_into_parts_of_whole_steps) {
  State state = dated_state();
  Jobs jobs;
  update(state, ShowTime{true}, jobs);
  set_years(state, jobs, 2010, 2014, TimeMode::window, PeriodRule::born, false);
  TimeRange range = state.time.range;
  range.maps = 3;
  update(state, SetTimeRange{range}, jobs);
  const auto parts = parts_of(state.time.range, TimeStep::year);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(range_text(parts[0]), "2010 – 2011");
  EXPECT_EQ(range_text(parts[1]), "2012");
  EXPECT_EQ(range_text(parts[2]), "2013 – 2014");
  PlanCache cache;
  state.camera.width = 900;
  const auto tiles = plan_tiles(state, cache);
  ASSERT_EQ(tiles.size(), 3u);
  std::size_t points = 0;
  for (const TilePlan& tile : tiles) points += tile.plan.points_in_view;
  EXPECT_EQ(points, 3u) << "each firm is born in one part";
  EXPECT_FALSE(tiles[0].plan.labels.empty()) << "its days are its title";
  EXPECT_EQ(tile_title(state, parts[1]), "2012 (1 year)");
  EXPECT_EQ(uneven_parts_text(state), "Parts are whole years: 1 to 2 each.");
  set_years(state, jobs, 2009, 2014, TimeMode::window, PeriodRule::born, false);
  EXPECT_EQ(uneven_parts_text(state), "") << "two years each";
  range.maps = 6;
  range.to = range.from + 3;
  EXPECT_EQ(parts_of(range, TimeStep::year).size(), 6u) << "shorter than steps";
}

TEST(Time, days_that_run_backwards_are_told_and_never_taken_as_one_day) {
  State state = dated_state();
  Jobs jobs;
  set_years(state, jobs, 2010, 2015, TimeMode::window, PeriodRule::born, false);
  const TimeRange before = state.time.range;
  set_years(state, jobs, 2015, 2010, TimeMode::window, PeriodRule::born, false);
  EXPECT_EQ(state.time.range, before);
  ASSERT_FALSE(state.messages.empty());
  EXPECT_EQ(state.messages.back().kind, MessageKind::error);
  EXPECT_NE(state.messages.back().text.find("2015-01-01 comes after 2010-12-31"), std::string::npos);
  // "All days up to" has no first day: its last one may be any.
  set_years(state, jobs, 2015, 2010, TimeMode::cumulative, PeriodRule::born, false);
  EXPECT_EQ(state.time.range.to, day(2010, 12, 31));
}

TEST(Time, an_atlas_of_names_that_starts_afresh_leaves_no_map_the_names_of_another) {
  Jobs jobs;
  State state = state_with_maps(jobs);
  PlanCache cache, fresh;
  TimeRange range = state.time.range;
  range.to = day(2014, 12, 31);
  update(state, SetTimeRange{range}, jobs);
  plan_tiles(state, cache);
  fill(cache.atlas);
  range.to = day(2015, 12, 31);  // the title of the first map stays, those of the others are new
  update(state, SetTimeRange{range}, jobs);
  const std::uint64_t generation = cache.atlas.generation();
  const auto tiles = plan_tiles(state, cache), wanted = plan_tiles(state, fresh);
  ASSERT_NE(cache.atlas.generation(), generation) << "there was room: the test is no test";
  for (std::size_t k = 0; k < tiles.size(); ++k) {
    const auto &labels = tiles[k].plan.labels, &right = wanted[k].plan.labels;
    EXPECT_TRUE(tiles[k].plan.complete);
    ASSERT_EQ(labels.size(), right.size());
    for (std::size_t i = 0; i < labels.size(); ++i)
      EXPECT_EQ(pixels_of(cache.atlas, labels[i].sprite), pixels_of(fresh.atlas, right[i].sprite)) << k;
  }
}

TEST(Time, the_pointer_finds_on_each_map_what_that_map_shows) {
  Jobs jobs;
  State state = state_with_maps(jobs);
  ASSERT_TRUE(has_tiles(state));
  // Alfa (2010) lies at 100, 100 on the first map, Gamma (2014) at 900, 900 on the third.
  const auto hover = [&](std::size_t tile, double x_m, double y_m) {
    const ScreenPoint at = pixel_of(state, tile, x_m, y_m);
    update(state, HoverAt{at.x, at.y}, jobs);
    return state.hover && state.map->scene.layers[state.hover->layer].name == "firms"
               ? static_cast<int>(state.hover->row)
               : -1;
  };
  EXPECT_EQ(hover(0, 100, 100), 0);
  EXPECT_EQ(hover(2, 100, 100), -1) << "not of these days";
  EXPECT_EQ(hover(2, 900, 900), 2);
  EXPECT_EQ(hover(0, 900, 900), -1);
  hover(1, 150, 150);
  const auto place = world_at(state, state.cursor_x, state.cursor_y);
  ASSERT_TRUE(place);
  EXPECT_NEAR(place->x_m, 150, 1e-6);
  EXPECT_NEAR(place->y_m, 150, 1e-6);
  update(state, ClickAt{state.cursor_x, state.cursor_y}, jobs);
  EXPECT_EQ(state.selection.layer, "firms");
  EXPECT_TRUE(state.selection.contains(1));
  EXPECT_FALSE(world_at(state, tile_rects(900, 300, 3)[0].width + 0.5, 10)) << "between two maps";
}

TEST(Time, several_maps_are_measured_on_as_one) {
  Jobs jobs;
  State state = state_with_maps(jobs);
  update(state, StartMeasure{MeasureKind::distance}, jobs);
  const auto click = [&](std::size_t tile, double x_m, double y_m) {
    const ScreenPoint at = pixel_of(state, tile, x_m, y_m);
    update(state, MeasureClick{at.x, at.y}, jobs);
  };
  click(0, 100, 100);
  click(2, 400, 500);
  ASSERT_EQ(state.measure.places.size(), 2u);
  EXPECT_NEAR(state.measure.places[0].x_m, 100, 1e-6);
  EXPECT_NEAR(state.measure.places[1].x_m, 400, 1e-6);
  EXPECT_NEAR(state.measure.places[1].y_m, 500, 1e-6);
  update(state, MeasureClick{tile_rects(900, 300, 3)[0].width + 0.5, 10}, jobs);
  EXPECT_EQ(state.measure.places.size(), 2u) << "between two maps";
}

TEST(Time, a_printed_page_has_the_maps_that_the_window_has) {
  State state = dated_state();
  Jobs jobs;
  set_years(state, jobs, 2010, 2015, TimeMode::window, PeriodRule::born, false);
  EXPECT_TRUE(printed_maps(state).empty()) << "one map";
  TimeRange range = state.time.range;
  range.maps = 3;
  update(state, SetTimeRange{range}, jobs);
  const auto maps = printed_maps(state);
  ASSERT_EQ(maps.size(), 3u);
  EXPECT_EQ(maps[0].title, "2010 – 2011 (2 years)");
  ASSERT_EQ(maps[2].rows.size(), state.layers.size());
  for (std::size_t k = 0; k < state.layers.size(); ++k) {
    if (state.layers[k].name == "firms")
      EXPECT_EQ(maps[2].rows[k]->first(9), Rows{2});
    else
      EXPECT_EQ(maps[2].rows[k], nullptr);
  }
}

TEST(Time, maps_side_by_side_fill_the_area_without_overlap) {
  for (int maps = 1; maps <= 6; ++maps) {
    const auto rects = tile_rects(901, 613, maps);
    ASSERT_EQ(rects.size(), static_cast<std::size_t>(maps));
    for (std::size_t a = 0; a < rects.size(); ++a) {
      EXPECT_LE(rects[a].x + rects[a].width, 901);
      EXPECT_LE(rects[a].y + rects[a].height, 613);
      for (std::size_t b = 0; b < a; ++b) {
        const bool apart =
            rects[b].x + rects[b].width <= rects[a].x || rects[a].x + rects[a].width <= rects[b].x ||
            rects[b].y + rects[b].height <= rects[a].y || rects[a].y + rects[a].height <= rects[b].y;
        EXPECT_TRUE(apart) << maps;
      }
    }
  }
}

}  // namespace agglo::viewer
