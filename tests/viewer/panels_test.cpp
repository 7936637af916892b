// Panels without a window: Dear ImGui runs on a font atlas and fed events alone.
#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "drawn_text.hpp"
#include "fixture.hpp"
#include "frames.hpp"
#include "viewer/panels/chart_drawing.hpp"
#include "viewer/panels/commands.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/state/selecting.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/window/input.hpp"

namespace agglo::viewer {

namespace {

class Panels : public testing::Test {
 protected:
  Panels() { map_keys(); }

  /// One frame; actions go to the state and are kept.
  void frame() {
    ImGui::GetIO().DeltaTime = 1.0f / 60;
    queue.feed();
    ImGui::NewFrame();
    Actions actions;
    layout = draw_panels({state, plan, "", 1}, actions);
    ImGui::Render();
    for (const Action& action : actions) {
      seen.push_back(action);
      update(state, action, jobs);
    }
  }
  void click(float x, float y) {
    queue.push(MouseMove{x, y});
    for (int k = 0; k < 3; ++k) frame();
    seen.clear();
    queue.push(MouseButton{0, true});
    queue.push(MouseButton{0, false});
    for (int k = 0; k < 3; ++k) frame();
  }
  template <class Wanted>
  const Wanted* saw() const {
    for (const Action& action : seen)
      if (const auto* found = action.get<Wanted>()) return found;
    return nullptr;
  }

  Frames frames{{1400, 900}};
  State state = small_state();
  FramePlan plan;
  Jobs jobs;
  InputQueue queue;
  Layout layout;
  Actions seen;
};

}  // namespace

TEST_F(Panels, the_style_window_opens_for_every_mode_and_closes) {
  state.style_window = "firms";
  for (const PointMode mode : {PointMode::automatic, PointMode::symbols, PointMode::density, PointMode::heat})
    for (const char* column : {"", "name", "jobs"}) {
      Style& style = find_layer(state, "firms")->style;
      style.point_mode = mode;
      style.colour_by = column;
      style.classing = Classing::graduated;
      style.size_by = *column ? "jobs" : "";
      for (int k = 0; k < 3; ++k) frame();
      EXPECT_FALSE(saw<SetStyle>()) << "only showing changes nothing";
    }
  state.style_window = "no such layer";
  frame();
  update(state, ShowStyle{"dbscan_clusters"}, jobs);
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_EQ(state.style_window, "dbscan_clusters");
  update(state, ShowStyle{""}, jobs);
  frame();
  EXPECT_FALSE(saw<ShowStyle>());
}

TEST_F(Panels, draw_in_every_arrangement) {
  for (const bool map : {true, false}) {
    if (!map) state = State{};
    for (const RightTab tab : {RightTab::inspect, RightTab::form, RightTab::activity}) {
      state.right_tab = tab;
      ++state.right_tab_serial;
      state.show_table = true;
      state.operation = "dbscan";
      state.messages = {{MessageKind::error, "Import", "no such file", "check the path"}};
      state.jobs = {{1, "Run", "reading", 0.4, true}};
      for (int k = 0; k < 3; ++k) frame();
      EXPECT_GT(ImGui::GetDrawData()->TotalVtxCount, 500);
    }
  }
}

TEST_F(Panels, every_form_of_the_operations_table_is_drawn) {
  for (const Operation& op : operations()) {
    update(state, ShowForm{op.name}, jobs);
    for (int k = 0; k < 3; ++k) frame();
    EXPECT_EQ(state.operation, op.name);
    EXPECT_EQ(state.right_tab, RightTab::form);
  }
}

TEST_F(Panels, the_legend_counts_other_values_in_the_language) {
  auto map = std::make_shared<MapData>(*state.map);
  map->scene.layers[1].categories[1].label = "10 others";
  map->scene.layers[1].categories[1].key = "*";
  state.map = map;
  use_language("es");
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_TRUE(DrawnText().has("10 otros"));
  use_language("en");
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_TRUE(DrawnText().has("10 others"));
}

TEST_F(Panels, the_import_form_shows_the_columns_of_its_file) {
  update(state, ShowForm{"import"}, jobs);
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_TRUE(DrawnText().has("Import"));
  EXPECT_FALSE(DrawnText().has("Longitude"));
  FilePreview preview;
  preview.columns = {"Ref", "East deg", "North deg"};
  preview.rows = {{"a", "11.1", "44.5"}, {"b", "", "44.6"}};
  preview.layers = {"one", "two"};
  state.import_preview.found = std::make_shared<const FilePreview>(preview);
  state.forms["import"].text["map"] = "lon=East deg,lat=Nord,x=";
  for (int k = 0; k < 3; ++k) frame();
  const DrawnText drawn;
  for (const char* text : {"Layer of the file", "Longitude", "East deg", "Latitude", "Nord", "left out",
                           "automatic: none", "First rows of the file"})
    EXPECT_TRUE(drawn.has(text)) << text;
  EXPECT_FALSE(drawn.has("North deg")) << "holds nothing yet";
  EXPECT_FALSE(saw<ChooseImportColumn>()) << "only showing changes nothing";
}

TEST_F(Panels, a_column_is_chosen_from_those_of_the_file) {
  update(state, ShowForm{"import"}, jobs);
  FilePreview preview;
  preview.columns = {"Ref", "East deg", "North deg"};
  preview.rows = {{"a", "11.1", "44.5"}, {"b", "", "44.6"}};
  state.import_preview.found = std::make_shared<const FilePreview>(preview);
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_TRUE(DrawnText().has("Where the rows are is not known"));
  const auto field = DrawnText().place("Latitude");
  ASSERT_TRUE(field);
  click(layout.right.x + layout.right.width * 0.7f, field->y + 4);
  EXPECT_TRUE(DrawnText().has("44.5")) << "the list says what the columns hold";
  const auto column = DrawnText().place("North deg");
  ASSERT_TRUE(column);
  click(column->x + 4, column->y + 4);
  const auto* chosen = saw<ChooseImportColumn>();
  ASSERT_NE(chosen, nullptr);
  EXPECT_EQ(chosen->field, "lat");
  EXPECT_EQ(chosen->column, "North deg");
  EXPECT_EQ(state.forms["import"].text["map"], "lat=North deg");
}

TEST_F(Panels, the_title_of_an_upright_axis_stands_above_the_data) {
  update(state, SetActiveLayer{"firms"}, jobs);
  update(state, ShowBottom{BottomTab::charts}, jobs);
  update(state, SetChart{0, {.kind = ChartKind::scatter, .x = "jobs", .y = "jobs"}}, jobs);
  ASSERT_FALSE(state.linked.charts.empty());
  ImGui::NewFrame();
  const ChartPlot plot = draw_chart(state.linked, state.linked.charts[0], {100, 100}, {400, 300}, false);
  EXPECT_GE(plot.low.y, 100 + ImGui::GetFontSize() * 0.82f) << "a line of small text";
  ImGui::EndFrame();
}

TEST_F(Panels, click_on_the_map_is_a_click_at_its_pixel) {
  frame();
  click(layout.map.x + 200, layout.map.y + 100);
  const auto* action = saw<ClickAt>();
  ASSERT_NE(action, nullptr);
  EXPECT_DOUBLE_EQ(action->x, 200);
  EXPECT_DOUBLE_EQ(action->y, 100);
}

TEST_F(Panels, drag_pans_and_does_not_click) {
  frame();
  const float x = layout.map.x + 200, y = layout.map.y + 100;
  queue.push(MouseMove{x, y});
  frame();
  queue.push(MouseButton{0, true});
  frame();
  queue.push(MouseMove{x + 50, y + 20});
  frame();
  queue.push(MouseMove{x + 60, y + 20});
  frame();
  queue.push(MouseButton{0, false});
  frame();
  double dx = 0;
  for (const Action& action : seen)
    if (const auto* moved = action.get<PanBy>()) dx += moved->dx;
  EXPECT_DOUBLE_EQ(dx, 60);
  EXPECT_EQ(saw<ClickAt>(), nullptr);
}

TEST_F(Panels, a_window_shorter_than_its_step_is_dragged_whole_and_by_its_ends) {
  ImGui::GetIO().DisplaySize = {5000, 900};  // so that a month is wide enough to take hold of
  const auto day = [](int year, int month, int of_month) { return *day_from_civil(year, month, of_month); };
  auto map = std::make_shared<MapData>(*state.map);
  auto table = std::make_shared<Table>(*map->scene.layers[0].table);
  table->add("born", Days{{day(2010, 5, 1), day(2012, 3, 1), day(2014, 7, 1), kUnknownDay}});
  map->scene.layers[0].table = map->data.layers[0].table = table;
  state.map = map;
  update(state, ShowTime{true}, jobs);
  TimeRange month = state.time.range;
  month.from = day(2012, 3, 1);
  month.to = day(2012, 3, 31);
  update(state, SetTimeRange{month}, jobs);
  frame();
  frame();
  const Area strip = layout.time;
  const float left = strip.x + 20, right = strip.x + strip.width - 20;
  const float y = strip.y + strip.height * 0.65f;
  const float length = static_cast<float>(day(2015, 1, 1) - day(2010, 1, 1));
  const auto at = [&](Day of) {
    return left + (right - left) * static_cast<float>(of - day(2010, 1, 1)) / length;
  };
  // The middle of the window, and a pixel beyond each end.
  for (const float from : {at(day(2012, 3, 16)), at(day(2012, 3, 1)) - 2, at(day(2012, 4, 1)) + 2})
    for (const float to : {right, left, at(day(2012, 9, 1)), at(day(2012, 2, 1))}) {
      update(state, SetTimeRange{month}, jobs);
      seen.clear();
      queue.push(MouseMove{from, y});
      frame();
      queue.push(MouseButton{0, true});
      frame();
      for (int k = 1; k <= 8; ++k) {
        queue.push(MouseMove{from + (to - from) * static_cast<float>(k) / 8, y});
        frame();
        EXPECT_LE(state.time.range.from, state.time.range.to) << from << " " << to;
      }
      queue.push(MouseButton{0, false});
      frame();
      EXPECT_TRUE(state.messages.empty()) << state.messages.back().text;
      EXPECT_TRUE(to != right || saw<SetTimeRange>()) << "the test does not reach the strip";
    }
  // A leap year has a day more than other steps.
  TimeRange years = month;
  years.from = day(2010, 1, 1);
  years.to = day(2012, 12, 31);
  update(state, SetTimeRange{years}, jobs);
  queue.push(MouseMove{left + 1, y});
  frame();
  queue.push(MouseButton{0, true});
  frame();
  queue.push(MouseMove{right, y});
  frame();
  queue.push(MouseButton{0, false});
  frame();
  EXPECT_EQ(state.time.range.from, day(2012, 1, 1));
  EXPECT_EQ(state.time.range.to, day(2012, 12, 31));
}

TEST_F(Panels, wheel_zooms_about_the_cursor) {
  frame();
  queue.push(MouseMove{layout.map.x + 300, layout.map.y + 80});
  frame();
  queue.push(MouseWheel{0, 1});
  frame();
  const auto* action = saw<ZoomAt>();
  ASSERT_NE(action, nullptr);
  EXPECT_GT(action->factor, 1);
  EXPECT_DOUBLE_EQ(action->x, 300);
}

TEST_F(Panels, checkbox_of_the_top_layer_hides_it) {
  frame();
  // The first box below the heading.
  for (float y = layout.left.y + 20; y < layout.left.y + 80 && !saw<SetStyle>(); y += 6)
    click(layout.left.x + 18, y);
  const auto* action = saw<SetStyle>();
  ASSERT_NE(action, nullptr);
  EXPECT_EQ(action->layer, "dbscan_clusters");
  EXPECT_FALSE(action->style.visible);
}

TEST_F(Panels, click_on_a_table_row_selects_and_zooms) {
  update(state, ShowTable{"dbscan_clusters"}, jobs);
  frame();
  for (float y = layout.table.y + 60; y < layout.table.y + 200 && !saw<ClickTableRow>(); y += 8)
    click(layout.table.x + 30, y);
  const auto* action = saw<ClickTableRow>();
  ASSERT_NE(action, nullptr);
  EXPECT_EQ(action->how, TableClick::only);
  EXPECT_EQ(state.selection.layer, "dbscan_clusters");
  EXPECT_LT(state.camera.metres_per_pixel, 1.25);
  EXPECT_FALSE(state.selection.empty());
}

TEST_F(Panels, file_dialog_is_drawn_and_closed_by_its_button) {
  update(state, ShowDialog{DialogPurpose::open_project, "", ""}, jobs);
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_TRUE(state.dialog.has_value());
  update(state, DialogClose{}, jobs);
  for (int k = 0; k < 3; ++k) frame();
  EXPECT_FALSE(state.dialog.has_value());
  click(layout.map.x + 200, layout.map.y + 100);
  EXPECT_NE(saw<ClickAt>(), nullptr) << "a closed dialog blocks nothing";
}

TEST(Input, a_click_shorter_than_a_frame_is_spread_over_two) {
  ImGui::CreateContext();
  InputQueue queue;
  queue.push(MouseMove{5, 5});
  queue.push(MouseButton{0, true});
  queue.push(MouseButton{0, false});
  EXPECT_EQ(queue.feed().size(), 2u);
  EXPECT_FALSE(queue.empty());
  EXPECT_EQ(queue.feed().size(), 1u);
  EXPECT_TRUE(queue.empty());
  queue.push(MouseButton{0, true});
  queue.push(MouseMove{90, 90});
  EXPECT_EQ(queue.feed().size(), 1u) << "the press is seen where it was made";
  ImGui::DestroyContext();
}

TEST_F(Panels, escape_closes_what_is_open_before_the_selection_goes) {
  state.selection = selection_of("firms", rows_of(4, {0}));
  update(state, ShowPanel{PanelName::about, true}, jobs);
  const Command* command = command_of_key(state, Keys::kEscape, 0);
  ASSERT_NE(command, nullptr);
  Actions actions;
  command->perform(state, actions);
  for (const Action& action : actions) update(state, action, jobs);
  EXPECT_FALSE(state.show_about);
  EXPECT_FALSE(state.selection.empty());
  EXPECT_TRUE(key_is_for_panels(state, true, Keys::kEscape, 0));
  state.dialog.emplace();
  EXPECT_FALSE(key_is_for_panels(state, true, Keys::kEscape, 0)) << "one Esc closes the file dialog";
}

TEST_F(Panels, the_keyboard_sheet_is_in_order_and_has_each_key_once) {
  const auto rows = shortcuts_in_order();
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.first == "Esc"; }), 1);
  const auto at = [&](const char* keys) {
    return std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.first == keys; }) -
           rows.begin();
  };
  EXPECT_LT(at("F"), at("F2"));
  EXPECT_LT(at("F2"), at("Ctrl+O"));
  EXPECT_LT(at("Ctrl+C"), at("Ctrl+O"));
  EXPECT_LT(at("Ctrl+O"), at("Ctrl+Shift+P"));
}

TEST_F(Panels, menus_have_every_command_once_and_quit_is_last) {
  for (const Menu menu : {Menu::project, Menu::edit, Menu::select, Menu::view, Menu::help}) {
    const auto entries = menu_entries(menu);
    std::size_t commands_of_menu = 0;
    for (const Command& command : commands()) {
      if (command.menu != menu) continue;
      ++commands_of_menu;
      EXPECT_EQ(std::count_if(entries.begin(), entries.end(),
                              [&](const MenuEntry& entry) { return entry.command == &command; }),
                1)
          << command.id;
    }
    EXPECT_EQ(entries.size(), commands_of_menu);
  }
  EXPECT_STREQ(menu_entries(Menu::project).back().command->id, "project.quit");
  EXPECT_TRUE(menu_entries(Menu::project).back().line_above);
}

TEST_F(Panels, the_tour_waits_behind_a_dialog) {
  state.help.tour = 1;
  for (int k = 0; k < 2; ++k) frame();
  EXPECT_TRUE(ImGui::FindWindowByName("###tour")->Active);
  update(state, ShowPanel{PanelName::about, true}, jobs);
  for (int k = 0; k < 2; ++k) frame();
  EXPECT_FALSE(ImGui::FindWindowByName("###tour")->Active);
  EXPECT_GE(layout.over_map.size(), 2u) << "tool bar and scale bar are known to the map";
}

}  // namespace agglo::viewer
