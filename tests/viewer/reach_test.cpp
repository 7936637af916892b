// The catchment by road: what clicks, the slider and the what-if site do, and what the panel says.
#include "viewer/state/reach.hpp"

#include "agglo/roads.hpp"
#include "agglo/scene.hpp"
#include "drawn_text.hpp"
#include "fixture.hpp"
#include "frames.hpp"
#include "viewer/panels/commands.hpp"
#include "viewer/panels/panels.hpp"
#include "waiting_jobs.hpp"

namespace agglo::viewer {

namespace {

/// One road along y = 500 from x = 0 to 10,000, with a junction every 500 m, at 60 km/h: a minute is 1 km.
SceneLayer road_layer() {
  RoadWays ways;
  for (int k = 0; k < 20; ++k) {
    const std::vector<double> x{500.0 * k, 500.0 * k + 500}, y{500, 500};
    ways.lines.begin_row(ShapeKind::line);
    ways.lines.begin_part();
    ways.lines.add_ring(x, y);
    for (auto* speed : {&ways.forward_kmh, &ways.backward_kmh}) speed->push_back(60);
    for (auto* time : {&ways.forward_s, &ways.backward_s}) time->push_back(std::nan(""));
    ways.joinable.push_back(1);
    ways.cut.push_back(k == 19 ? 2 : 0);  // the road goes on in the east
    for (auto* text : {&ways.id, &ways.name, &ways.kind}) text->push_back("road");
  }
  RunControl run;
  const Table table = network_table(build_network(ways, {}, Frame{}, run).edges);
  SceneLayer layer;
  layer.name = layer.title = "roads";
  layer.role = Role::network;
  layer.shapes = std::make_shared<const Shapes>(table.shapes);
  layer.categories.resize(1);
  layer.table = std::make_shared<const Table>(table);
  return layer;
}

SceneLayer points(const char* name, Role role, const std::vector<double>& x, const StringColumn& names,
                  const StringColumn& kinds) {
  SceneLayer layer;
  layer.name = layer.title = name;
  layer.role = role;
  layer.points_only = true;
  layer.x = std::make_shared<const std::vector<double>>(x);
  layer.y = std::make_shared<const std::vector<double>>(std::vector<double>(x.size(), 500));
  layer.categories.resize(1);
  auto table = std::make_shared<Table>();
  table->row_count = x.size();
  table->add("id", names);
  table->add("name", names);
  table->add("kind", kinds);
  if (role == Role::establishments)
    for (const char* jobs : {"jobs_lo", "jobs_hi"}) table->add(jobs, std::vector<double>(x.size(), 10));
  layer.table = table;
  return layer;
}

StringColumn texts(std::initializer_list<const char*> values) {
  StringColumn column;
  for (const char* value : values) column.push_back(value);
  return column;
}

/// Firms at 1, 2, 4, 6 and 9 km; a park at 1 km and a school at 9 km. A pixel is 12.5 m; x of the map's left
/// edge is 0, y = 500 lies in its middle.
State state_with_roads() {
  Dataset data;
  Scene scene;
  scene.extent_m = {0, 0, 10000, 1000};
  add_layer(data, scene, road_layer());
  add_layer(data, scene,
            points("firms", Role::establishments, {1000, 2000, 4000, 6000, 9000},
                   texts({"a", "b", "c", "d", "e"}), texts({"", "", "", "", ""})));
  add_layer(data, scene,
            points("sites", Role::institutions, {1000, 9000}, texts({"Park X", "School"}),
                   texts({"park", "school"})));
  RunControl run;
  State state;
  state.project = "roads.gpkg";
  take_map(state, prepare_map(std::move(data), std::move(scene), run));
  state.camera = {5000, 500, 12.5, 800, 400};
  state.fit_when_sized = false;
  return state;
}

constexpr double kMiddle = 200;  // pixel of y = 500
double pixel(double x_m) {
  return x_m / 12.5;
}

struct Session {
  State state = state_with_roads();
  Jobs jobs;
  void act(const Action& action) { update(state, action, jobs); }
  void settle() { run_waiting_jobs(state, jobs); }
  const TrialReach* reach() const {
    const ReachAnswer* answer = reach_answer(state);
    return answer ? &answer->trial.reach.front() : nullptr;
  }
};

}  // namespace

TEST(ReachView, a_click_on_a_site_shows_its_catchment_and_the_slider_moves_it) {
  Session s;
  s.act(ShowReach{true});
  EXPECT_EQ(s.state.right_tab, RightTab::reach);
  EXPECT_EQ(s.state.jobs.size(), 1u) << "the roads are prepared in the background, to be seen and cancelled";
  s.settle();
  EXPECT_TRUE(s.state.jobs.empty());
  EXPECT_EQ(s.reach(), nullptr);
  s.act(SetReachMinutes{3.2});
  s.act(ReachClick{pixel(1000), kMiddle});
  EXPECT_EQ(s.reach(), nullptr) << "update() computes nothing";
  EXPECT_TRUE(s.state.jobs.empty()) << "short work is not listed";
  s.settle();
  ASSERT_NE(s.reach(), nullptr);
  EXPECT_EQ(reach_place_name(s.state), "Park X");
  EXPECT_EQ(s.state.right_tab, RightTab::reach) << "the details stay behind";
  EXPECT_EQ(s.reach()->firms, 3u);  // 1, 2 and 4 km, the last exactly 3 minutes away
  EXPECT_EQ(s.reach()->jobs, 30);
  EXPECT_EQ(s.reach()->newly, 3u) << "the school is too far from them";
  EXPECT_TRUE(reach_answer(s.state)->mesh);
  EXPECT_GT(reach_answer(s.state)->area_km2, 0.1);
  s.act(SetReachMinutes{500});
  EXPECT_EQ(s.state.reach.choice.minutes, kMostMinutes);
  s.settle();
  EXPECT_EQ(s.reach()->firms, 5u);
  EXPECT_EQ(s.reach()->newly, 0u);
  EXPECT_EQ(s.reach()->overlap, 1);
  EXPECT_EQ(reach_answer(s.state)->overlap_name, "School");
  EXPECT_GT(s.reach()->cut_roads, 0u);
  s.act(SetReachMinutes{std::nan("")});
  EXPECT_EQ(s.state.reach.choice.minutes, kMostMinutes);
}

TEST(ReachView, of_many_requests_while_one_is_computed_only_the_newest_follows) {
  Session s;
  s.act(ShowReach{true});
  s.settle();
  s.act(ReachClick{pixel(1000), kMiddle});
  auto running = s.jobs.next(Lane::side);
  for (int minutes = 2; minutes <= 9; ++minutes) s.act(SetReachMinutes{static_cast<double>(minutes)});
  EXPECT_FALSE(s.jobs.waits(Lane::side));
  ProjectSession session;
  s.jobs.finish(run_job(session, *running));
  s.act(JobsChanged{});
  EXPECT_EQ(s.reach(), nullptr) << "the answer is to the first request";
  EXPECT_TRUE(s.state.reach.answer) << "but it is drawn while the newest is made";
  run_next_job(s.state, s.jobs, session, Lane::side);
  ASSERT_NE(s.reach(), nullptr);
  EXPECT_EQ(s.state.reach.answer->of.minutes, 9);
  EXPECT_FALSE(s.jobs.waits(Lane::side));
}

TEST(ReachView, a_what_if_site_goes_where_the_map_is_clicked_and_dragged) {
  Session s;
  s.act(ShowReach{true});
  s.act(SetReachMinutes{2});
  s.settle();
  s.act(ReachClick{pixel(5000), kMiddle});
  EXPECT_FALSE(s.state.reach.place) << "without what-if a click beside sites does nothing";
  s.act(SetWhatIf{true});
  s.act(ReachClick{pixel(5000), kMiddle});
  s.settle();
  ASSERT_NE(s.reach(), nullptr);
  EXPECT_EQ(s.reach()->firms, 2u);  // at 4 and 6 km
  EXPECT_EQ(s.reach()->newly, 2u);
  EXPECT_EQ(s.reach()->overlap_site, -1);
  s.act(MoveCandidate{pixel(3000), kMiddle});
  s.settle();
  EXPECT_EQ(s.reach()->firms, 3u);  // at 1, 2 and 4 km
  EXPECT_EQ(s.reach()->newly, 1u);
  EXPECT_NEAR(s.reach()->overlap, 2.0 / 3, 1e-12);
  ReachChoice choice = s.state.reach.choice;
  choice.kind = "school";
  s.act(ChooseReach{choice});
  s.settle();
  EXPECT_EQ(s.reach()->newly, 3u) << "compared with schools alone";
  s.act(ReachClick{pixel(9000), kMiddle});
  s.settle();
  EXPECT_EQ(reach_place_name(s.state), "School") << "a site is still a site";
  s.act(ReachClick{pixel(5000), -1e9});
  s.settle();
  EXPECT_EQ(reach_answer(s.state)->trial.state, TrialState::no_road);
  s.act(ClearSelection{});
  EXPECT_FALSE(s.state.reach.place);
  EXPECT_FALSE(s.state.reach.answer);
}

TEST(ReachView, rows_of_the_table_count_as_clicks_and_nothing_of_it_is_a_step_to_undo) {
  Session s;
  s.act(ShowReach{true});
  s.settle();
  s.act(SelectRow{"sites", 1});
  s.settle();
  EXPECT_EQ(reach_place_name(s.state), "School");
  const std::size_t steps = s.state.undo.size();
  s.act(SetReachMinutes{7});
  s.act(SetWhatIf{true});
  s.act(MoveCandidate{10, 10});
  s.act(DescribeCandidate{{"New", "", "", ""}});
  s.act(ShowReach{false});
  EXPECT_EQ(s.state.undo.size(), steps);
  EXPECT_FALSE(s.state.unsaved);
  s.act(ShowReach{true});
  EXPECT_EQ(s.state.reach.choice.minutes, 7) << "choices are kept while the project is open";
}

TEST(ReachView, run_as_a_step_fills_in_the_form_with_the_same_choices) {
  Session s;
  s.act(ShowReach{true});
  ReachChoice choice = s.state.reach.choice;
  choice.kind = "park";
  choice.minutes = 12;
  choice.direction = TravelDirection::from_sites;
  s.act(ChooseReach{choice});
  s.act(ReachAsStep{});
  EXPECT_EQ(s.state.operation, "catchments");
  EXPECT_TRUE(s.state.forms["catchments"].errors.empty());
  const OptionValues expected{{"sites", std::string("sites")},          {"method", std::string("roads")},
                              {"minutes", std::vector<double>{12}},     {"network", std::string("roads")},
                              {"direction", std::string("from_sites")}, {"kind", std::string("park")}};
  EXPECT_EQ(step_of(s.state, operation("catchments")).options, expected);
}

TEST(ReachView, add_as_a_site_makes_a_layer_of_planned_sites_that_also_can_count) {
  Session s;
  EXPECT_THROW(layer_with_candidate(s.state), Error);
  s.act(ShowReach{true});
  s.act(SetWhatIf{true});
  s.act(MoveCandidate{pixel(5000), kMiddle});
  EXPECT_EQ(reach_place_name(s.state), "Planned site 1");
  EXPECT_THROW(layer_with_candidate(s.state), Error) << "of all kinds, which is it?";
  s.act(DescribeCandidate{{.name = "Hub", .kind = "park", .services = "", .capacity = "many"}});
  EXPECT_THROW(layer_with_candidate(s.state), Error) << "a capacity is a number";
  s.act(DescribeCandidate{{.name = "Hub", .kind = "park", .services = "", .capacity = "20"}});
  const Layer layer = layer_with_candidate(s.state);
  EXPECT_EQ(layer.role, Role::infrastructure);
  EXPECT_EQ(layer.name, "planned_sites");
  EXPECT_TRUE(is_further_sites(layer));
  ASSERT_EQ(layer.table->row_count, 1u);
  EXPECT_EQ(layer.table->at("name").text(0), "Hub");
  EXPECT_EQ(layer.table->at("id").text(0), "planned-1");
  EXPECT_EQ(layer.table->at("kind").text(0), "park");
  EXPECT_EQ(layer.table->at("capacity").number(0), 20);
  EXPECT_NEAR(layer.table->shapes.first_x(0), 5000, 1e-6);
  EXPECT_NEAR(layer.table->shapes.first_y(0), 500, 1e-6);
  const Layer two = layer_with_planned(&layer, {6000, 500, "Next", "park", "workspace"});
  ASSERT_EQ(two.table->row_count, 2u);
  EXPECT_EQ(two.table->at("id").text(1), "planned-2");
  EXPECT_EQ(two.table->at("services").text(1), "workspace");
  EXPECT_TRUE(std::isnan(two.table->at("capacity").number(1)));
  s.act(AddCandidate{});
  EXPECT_TRUE(s.jobs.waits(Lane::project));
}

TEST(ReachView, a_site_that_is_left_out_serves_nobody_and_several_kinds_can_be_chosen) {
  Session s;
  s.act(ShowReach{true});
  s.act(SetReachMinutes{2});
  s.act(SetWhatIf{true});
  s.act(MoveCandidate{pixel(2000), kMiddle});
  s.settle();
  EXPECT_EQ(s.reach()->firms, 3u);  // at 1, 2 and 4 km
  EXPECT_EQ(s.reach()->newly, 1u) << "the park reaches the first two";
  ReachChoice choice = s.state.reach.choice;
  choice.left_out = {0};
  s.act(ChooseReach{choice});
  s.settle();
  EXPECT_EQ(s.reach()->newly, 3u) << "without the park";
  EXPECT_EQ(s.reach()->overlap_site, -1);
  choice.left_out.clear();
  choice.kind = "school;park;tower";
  s.act(ChooseReach{choice});
  s.settle();
  EXPECT_EQ(s.state.reach.choice.kind, "school;park") << "a kind that is not there is dropped";
  EXPECT_EQ(s.reach()->newly, 1u);
  EXPECT_EQ(reach_sites(s.state), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(usual_candidate(s.state).kind, "school");
}

TEST(ReachView, planned_sites_that_are_chosen_count_and_can_be_clicked) {
  State with = state_with_roads();
  Dataset data = with.map->data;
  Scene scene = with.map->scene;
  SceneLayer planned = points("planned", Role::infrastructure, {5000}, texts({"Hub"}), texts({"park"}));
  auto table = std::make_shared<Table>(*planned.table);
  table->add("services", texts({"workspace"}));
  planned.table = table;
  add_layer(data, scene, planned);
  RunControl run;
  Session s;
  take_map(s.state, prepare_map(std::move(data), std::move(scene), run));
  s.act(ShowReach{true});
  s.act(SetReachMinutes{2});
  s.settle();
  EXPECT_EQ(planned_layers(s.state), (std::vector<std::string>{"planned"}));
  ReachChoice choice = s.state.reach.choice;
  choice.also = "planned";
  s.act(ChooseReach{choice});
  s.act(SetWhatIf{true});
  s.act(MoveCandidate{pixel(4000), kMiddle});
  s.settle();
  ASSERT_NE(s.reach(), nullptr);
  EXPECT_EQ(s.reach()->newly, 0u) << "the planned site reaches the firms at 4 and 6 km, the park that at 2";
  EXPECT_EQ(reach_answer(s.state)->overlap_name, "Hub");
  s.act(SelectRow{"planned", 0});
  s.settle();
  EXPECT_EQ(reach_place_name(s.state), "Hub");
  ASSERT_NE(s.reach(), nullptr);
  EXPECT_EQ(s.reach()->newly, 2u) << "what it reaches itself is not reached by others";
}

TEST(ReachView, without_a_network_it_is_not_offered_and_says_what_is_missing) {
  State state = small_state();
  Jobs jobs;
  EXPECT_FALSE(can_show_reach(state));
  update(state, ShowReach{true}, jobs);
  EXPECT_FALSE(state.reach.open);
  ASSERT_FALSE(state.messages.empty());
  EXPECT_NE(state.messages.back().text.find("road network"), std::string::npos);
}

TEST(ReachView, a_cancelled_preparation_is_not_begun_again_by_itself) {
  Session s;
  s.act(ShowReach{true});
  s.act(CancelJob{s.state.reach.desk_job});
  s.act(JobsChanged{});
  EXPECT_FALSE(s.jobs.waits(Lane::side));
  EXPECT_FALSE(s.state.reach.problem.empty());
  s.act(ShowReach{false});
  s.act(ShowReach{true});
  s.settle();
  EXPECT_TRUE(s.state.reach.desk);
}

TEST(ReachView, another_map_closes_it_and_the_same_tables_keep_it) {
  Session s;
  s.act(ShowReach{true});
  s.settle();
  const auto desk = s.state.reach.desk;
  take_map(s.state, std::make_shared<const MapData>(*s.state.map));
  s.act(HoverOff{});
  EXPECT_EQ(s.state.reach.desk, desk);
  take_map(s.state, small_map());
  s.act(HoverOff{});
  EXPECT_FALSE(s.state.reach.open);
}

TEST(ReachPanel, says_what_is_reached_and_warns_at_the_edge_of_the_network) {
  Session s;
  s.act(ShowReach{true});
  s.act(SetReachMinutes{9});
  s.settle();
  s.act(ReachClick{pixel(1000), kMiddle});
  s.settle();
  Frames frames({1400, 900});
  FramePlan plan;
  Actions out;
  for (int frame = 0; frame < 4; ++frame) {
    ImGui::NewFrame();
    draw_panels({s.state, plan, "", 0, nullptr}, out);
    ImGui::Render();
  }
  const DrawnText drawn;
  for (const char* text :
       {"Catchment by road", "Travel time: 9 minutes", "Park X", "Firms reached", "50 jobs", "Newly served",
        "with School", "edge of the road network", "Run as a step", "9 minutes by road: Park X"})
    EXPECT_TRUE(drawn.has(text)) << text;
}

TEST(ReachPlan, the_catchment_lies_under_the_sites) {
  Session s;
  s.act(ShowReach{true});
  s.settle();
  PlanCache cache;
  const std::size_t before = plan_frame(s.state, cache).items.size();
  s.act(ReachClick{pixel(1000), kMiddle});
  s.settle();
  const FramePlan plan = plan_frame(s.state, cache);
  std::size_t area = plan.items.size(), symbols = 0;
  for (std::size_t k = 0; k < plan.items.size(); ++k) {
    const auto* shapes = std::get_if<ShapesItem>(&plan.items[k]);
    if (shapes && shapes->mesh == s.state.reach.answer->mesh) area = std::min(area, k);
    if (symbols == 0 && std::holds_alternative<SymbolsItem>(plan.items[k])) symbols = k;
  }
  EXPECT_GT(plan.items.size(), before + 1);
  EXPECT_LT(area, symbols);
}

TEST(ReachCommands, are_in_the_table_and_work_with_the_keyboard_alone) {
  Session s;
  Actions out;
  perform_command(s.state, "reach.open", out);
  perform_command(s.state, "reach.what-if", out);
  EXPECT_EQ(out.size(), 1u) << "only once it is open";
  for (const Action& action : std::exchange(out, {})) s.act(action);
  perform_command(s.state, "reach.middle", out);
  perform_command(s.state, "reach.longer", out);
  for (const Action& action : std::exchange(out, {})) s.act(action);
  s.settle();
  EXPECT_EQ(s.state.reach.choice.minutes, 16);
  ASSERT_NE(s.reach(), nullptr);
  EXPECT_EQ(s.reach()->firms, 5u);
}

}  // namespace agglo::viewer
