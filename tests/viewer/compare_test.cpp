// Two results on one map: their titles, layers, legend and numbers.
#include "viewer/state/compare.hpp"

#include "fixture.hpp"

namespace agglo::viewer {

namespace {

Table labelled(const std::vector<std::int64_t>& clusters, const std::vector<const char*>& roles) {
  Table table;
  table.row_count = clusters.size();
  StringColumn role;
  for (const char* r : roles) role.push_back(r);
  table.add("cluster", clusters);
  table.add("role", role);
  return table;
}

/// The firms and the results of these steps, all under one title.
State state_with_results(const std::vector<std::string>& steps) {
  Dataset data;
  Scene scene;
  scene.extent_m = {0, 0, 1000, 1000};
  add_layer(data, scene, firm_layer());
  for (const std::string& step : steps) {
    SceneLayer firms = firm_layer(), clusters = cluster_layer();
    firms.name = step + "_firms";
    firms.title = "Clusters: firms";
    firms.role = Role::result;
    firms.kind = "cluster_firms";
    auto table = std::make_shared<Table>(*firms.table);
    table->add("cluster", std::vector<std::int64_t>{0, 0, 1, -1});
    firms.table = table;
    clusters.name = step;
    add_layer(data, scene, firms, step);
    add_layer(data, scene, clusters, step);
  }
  RunControl run;
  State state;
  take_map(state, prepare_map(std::move(data), std::move(scene), run));
  return state;
}

void show(State& state, Jobs& jobs, const std::string& layer, bool visible) {
  Style style = find_layer(state, layer)->style;
  style.visible = visible;
  update(state, SetStyle{layer, style}, jobs);
}

}  // namespace

TEST(Compare, results_have_the_titles_of_their_clusters) {
  const State state = state_with_results({"near", "far"});
  ASSERT_EQ(state.clusterings.size(), 2u);
  EXPECT_EQ(state.clusterings[0].step, "near");
  EXPECT_EQ(state.clusterings[0].title, "Clusters (near)") << "the other one is called so too";
  EXPECT_EQ(state.clusterings[1].title, "Clusters (far)");
  EXPECT_EQ(state.clusterings[1].layers, (std::vector<std::string>{"far_firms", "far"}));
  EXPECT_EQ(state_with_results({"near"}).clusterings[0].title, "Clusters");
  EXPECT_EQ(find_clustering(state, "nowhere"), nullptr);
}

TEST(Compare, titles_follow_the_layers) {
  State state = state_with_results({"near", "far"});
  auto renamed = std::make_shared<MapData>(*state.map);
  for (SceneLayer& layer : renamed->scene.layers)
    if (layer.name == "far") layer.title = "Within an hour";
  take_map(state, renamed);
  EXPECT_EQ(find_clustering(state, "far")->title, "Within an hour");
  EXPECT_EQ(find_clustering(state, "near")->title, "Clusters");
  State other = state_with_results({"near"});
  Jobs jobs;
  update(state, CompareResults{}, jobs);
  ASSERT_TRUE(state.compare);
  take_map(state, other.map);
  EXPECT_FALSE(state.compare) << "one of the two is gone";
}

TEST(Compare, each_side_shows_its_own_results_and_no_plain_firms) {
  const State state = state_with_results({"near", "far"});
  const auto shown = [&](const char* step) {
    std::vector<std::string> names;
    for (const LayerView& view : layers_of_side(state, step))
      if (view.style.visible) names.push_back(view.name);
    return names;
  };
  EXPECT_EQ(shown("near"), (std::vector<std::string>{"near_firms", "near"}));
  EXPECT_EQ(shown("far"), (std::vector<std::string>{"far_firms", "far"}));
}

TEST(Compare, the_legend_counts_the_rows_of_a_result_that_is_hidden_otherwise) {
  State state = state_with_results({"near", "far"});
  Jobs jobs;
  show(state, jobs, "near", false);
  update(state, SetFilter{"near", "firms > 1"}, jobs);
  EXPECT_EQ(state.legend_counts.count("near"), 0u) << "it is not on the map";
  update(state, CompareResults{"near", "far"}, jobs);
  ASSERT_TRUE(state.compare);
  ASSERT_EQ(state.legend_counts.count("near"), 1u);
  EXPECT_EQ(state.legend_counts.at("near").counts, (std::vector<std::size_t>{1, 0}));
  update(state, SetFilter{"near", "firms < 2"}, jobs);
  EXPECT_EQ(state.legend_counts.at("near").counts, (std::vector<std::size_t>{0, 1}));
  update(state, EndCompare{}, jobs);
  EXPECT_EQ(state.legend_counts.count("near"), 0u);
}

TEST(Compare, counts_both_and_says_how_far_they_agree) {
  const Table a = labelled({0, 0, 1, 1, -1, -1}, {"core", "core", "core", "core", "noise", "unlocated"});
  const Table b = labelled({3, 3, 0, 0, -1, 5}, {"core", "core", "core", "core", "noise", "core"});
  const ComparedNumbers same = compare_labels(a, b);
  EXPECT_EQ(same.firms, 5u) << "a firm without a place in one of them takes no part";
  EXPECT_EQ(same.a.clusters, 2u);
  EXPECT_EQ(same.b.clusters, 2u);
  EXPECT_EQ(same.a.in_clusters, 4u);
  EXPECT_EQ(same.a.noise, 1u);
  EXPECT_DOUBLE_EQ(same.agreement, 1) << "the numbers of the clusters do not matter";
  const Table c = labelled({0, 1, 0, 1, -1, -1}, {"core", "core", "core", "core", "noise", "unlocated"});
  EXPECT_LT(compare_labels(a, c).agreement, 0.1);
  EXPECT_THROW(compare_labels(a, labelled({0}, {"core"})), Error);
}

TEST(Compare, pages_are_refused_as_they_would_show_neither_side) {
  State state = state_with_results({"near", "far"});
  Jobs jobs;
  update(state, CompareResults{"near", "far"}, jobs);
  const std::size_t waiting = jobs.list().size();
  for (const Action& action :
       {Action(ExportView{"a.pdf"}), Action(ExportPage{"a.pdf"}), Action(ShowPageEditor{true})}) {
    state.messages.clear();
    update(state, action, jobs);
    ASSERT_EQ(state.messages.size(), 1u);
    EXPECT_EQ(state.messages[0].kind, MessageKind::error);
    EXPECT_NE(state.messages[0].text.find("two results are compared"), std::string::npos);
  }
  EXPECT_FALSE(state.page_editor.open);
  EXPECT_LE(jobs.list().size(), waiting);
  update(state, EndCompare{}, jobs);
  update(state, ShowPageEditor{true}, jobs);
  EXPECT_TRUE(state.page_editor.open);
}

TEST(Compare, two_clusterings_are_needed) {
  State state = small_state();
  Jobs jobs;
  update(state, CompareResults{}, jobs);
  EXPECT_FALSE(state.compare);
  EXPECT_EQ(state.unread_errors, 1u);
}

}  // namespace agglo::viewer
