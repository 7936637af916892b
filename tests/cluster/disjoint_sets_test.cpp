// Union-find against sets that are relabelled as a whole.
#include "cluster/disjoint_sets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

namespace {

using agglo::DisjointSets;
using agglo::SharedDisjointSets;
using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Pairs some_pairs(std::uint32_t members, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  Pairs pairs(count);
  for (auto& [a, b] : pairs) {
    a = static_cast<std::uint32_t>(random()) % members;
    b = static_cast<std::uint32_t>(random()) % members;
  }
  return pairs;
}

/// The least member of the set of each.
std::vector<std::uint32_t> least_members(std::uint32_t members, const Pairs& pairs) {
  std::vector<std::uint32_t> least(members);
  for (std::uint32_t i = 0; i < members; ++i) least[i] = i;
  for (const auto& [a, b] : pairs) {
    const auto [low, high] = std::minmax({least[a], least[b]});
    std::replace(least.begin(), least.end(), high, low);
  }
  return least;
}

TEST(DisjointSets, RootIsTheLeastMemberOfAllThatWereJoined) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const std::uint32_t members = 1 + seed * 3;
    const Pairs pairs = some_pairs(members, members / 2, seed);
    const auto expected = least_members(members, pairs);
    DisjointSets sets(members);
    std::size_t parts = members;
    for (const auto& [a, b] : pairs) parts -= sets.join(a, b) ? 1 : 0;
    for (std::uint32_t i = 0; i < members; ++i) ASSERT_EQ(sets.root(i), expected[i]);
    std::size_t roots = 0;
    for (std::uint32_t i = 0; i < members; ++i) roots += expected[i] == i ? 1 : 0;
    EXPECT_EQ(parts, roots);
    EXPECT_EQ(std::move(sets).roots(), expected);
  }
}

TEST(DisjointSets, ARootCanBeChosenAndMembersAdded) {
  DisjointSets sets;
  const std::uint32_t a = sets.add(), b = sets.add(), c = sets.add();
  sets.put_below(a, c);
  EXPECT_EQ(sets.root(a), c);
  EXPECT_EQ(sets.root(b), b);
  EXPECT_TRUE(sets.join(a, b));
  EXPECT_FALSE(sets.join(b, c));
  EXPECT_EQ(sets.root(c), b);
  EXPECT_EQ(sets.size(), 3U);
}

TEST(DisjointSets, TreesOfParentsAreTakenAsTheyAre) {
  EXPECT_EQ(DisjointSets({3, 0, 2, 3, 1}).roots(), (std::vector<std::uint32_t>{3, 3, 2, 3, 3}));
  EXPECT_EQ(DisjointSets().roots(), std::vector<std::uint32_t>{});
}

TEST(SharedDisjointSets, ThreadsThatJoinAtOnceFindTheSameRoots) {
  constexpr std::uint32_t kMembers = 2000;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Pairs pairs = some_pairs(kMembers, kMembers * (1 + seed % 3) / 2, seed);
    const auto expected = least_members(kMembers, pairs);
    SharedDisjointSets sets(kMembers);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < pairs.size(); i += 4) sets.join(pairs[i].first, pairs[i].second);
      });
    for (std::thread& thread : threads) thread.join();
    for (std::uint32_t i = 0; i < kMembers; ++i) {
      ASSERT_EQ(sets.root(i), expected[i]);
      ASSERT_EQ(sets.settle(i), expected[i]);
      ASSERT_EQ(sets.parent(i), expected[i]);
    }
  }
}

}  // namespace
