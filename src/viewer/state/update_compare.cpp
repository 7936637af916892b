#include <algorithm>

#include "viewer/state/actions.hpp"
#include "viewer/state/compare.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

std::shared_ptr<const Table> labels_of(const State& state, const std::string& step) {
  for (const Layer& layer : state.map->data.layers)
    if (layer.kind == "cluster_firms" && layer.provenance.step == step) return layer.table;
  throw usage_error("there is no clustering \"" + step + "\" to compare", "choose one of those in the list");
}

}  // namespace

void apply(State& state, const CompareResults& a, Jobs& jobs) {
  const std::vector<Clustering>& all = state.clusterings;
  if (all.size() < 2)
    throw usage_error(tr("two clusterings are needed to compare"), tr("run one more under another name"));
  Comparison compare;
  compare.a = a.a.empty() ? all[all.size() - 2].step : a.a;
  compare.b = a.b.empty() ? all.back().step : a.b;
  if (state.compare) compare.divider = state.compare->divider;
  jobs.submit(CompareJob{compare.a, compare.b, labels_of(state, compare.a), labels_of(state, compare.b)},
              tr_key("Compare"));
  state.compare = std::move(compare);
  state.jobs = jobs.list();
}

void apply(State& state, const MoveDivider& a, Jobs&) {
  if (state.compare) state.compare->divider = std::clamp(a.share, 0.0, 1.0);
}

void apply(State& state, const EndCompare&, Jobs&) {
  state.compare.reset();
}

}  // namespace agglo::viewer
