// What a folder holds: every file once, whatever stands in the way.
#include "engine/base/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace arnscope {
namespace {

namespace fs = std::filesystem;

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            (std::string("folder_") + testing::UnitTest::GetInstance()->current_test_info()->name() +
             std::to_string(::getpid()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << "x";
  }
  Folder list() {
    auto listed = list_folder(root_.string());
    EXPECT_TRUE(listed);
    return listed ? *listed : Folder();
  }
  // "path severity message" of each finding, the path from the root.
  static std::vector<std::string> lines(const Folder& folder, const fs::path& root) {
    std::vector<std::string> out;
    for (const Finding& each : folder.findings)
      out.push_back(format_place(each.place).substr(root.string().size() + 1) + " " +
                    std::string(severity_name(each.severity)) + " " + each.message);
    return out;
  }

  fs::path root_;
};

using Texts = std::vector<std::string>;

TEST_F(FolderTest, FilesAreSortedAndHiddenOnesLeftOut) {
  for (const char* path : {"b.json", "a/z.json", "a/b/c", "a.json", ".hidden.json", ".git/config.json",
                           "node_modules/x.json", "a/.terraform/y.json"})
    write(path);
  const Folder folder = list();
  EXPECT_EQ(folder.files, (Texts{"a.json", "a/b/c", "a/z.json", "b.json"}));
  EXPECT_TRUE(folder.findings.empty());
}

TEST_F(FolderTest, LinksThatLeadBackAndTwice) {
  write("a/x.json");
  fs::create_directory_symlink("..", root_ / "a/up");
  fs::create_directory_symlink("a", root_ / "0");
  fs::create_symlink("a/x.json", root_ / "link.json");
  fs::create_symlink("self", root_ / "self");
  fs::create_symlink("nowhere", root_ / "broken");
  const Folder folder = list();
  EXPECT_EQ(folder.files, (Texts{"a/x.json", "link.json"}));
  EXPECT_EQ(lines(folder, root_),
            (Texts{"0 warning left out: the link leads to a folder that is read in its own place",
                   "a/up warning left out: the link leads to a folder that is read in its own place",
                   "broken error left out: the link leads nowhere: No such file or directory",
                   "self error left out: the link leads nowhere: Too many levels of symbolic links"}));
}

TEST_F(FolderTest, LinksToFoldersElsewhereAreFollowedOnce) {
  const fs::path elsewhere = root_.string() + "_elsewhere";
  fs::create_directories(elsewhere);
  std::ofstream(elsewhere / "x.json") << "x";
  fs::create_directory_symlink(elsewhere, root_ / "b");
  fs::create_directory_symlink(elsewhere, root_ / "a");
  const Folder folder = list();
  fs::remove_all(elsewhere);
  EXPECT_EQ(folder.files, Texts{"a/x.json"});
  EXPECT_EQ(lines(folder, root_),
            Texts{"b warning left out: the link leads to a folder that is read in its own place"});
}

TEST_F(FolderTest, SpecialFilesAreNotOpened) {
  ASSERT_EQ(::mkfifo((root_ / "pipe.json").c_str(), 0600), 0);
  fs::create_symlink("pipe.json", root_ / "link.json");
  const Folder folder = list();
  EXPECT_EQ(folder.files, Texts{});
  EXPECT_EQ(lines(folder, root_), (Texts{"link.json warning left out: it is neither a file nor a folder",
                                         "pipe.json warning left out: it is neither a file nor a folder"}));
}

TEST_F(FolderTest, DeepFoldersAreBounded) {
  fs::path deep = root_;
  for (size_t i = 0; i <= kMaxFolderDepth; ++i) deep /= "d";
  fs::create_directories(deep);
  std::ofstream(deep / "out.json") << "x";
  std::ofstream(deep.parent_path() / "in.json") << "x";
  const Folder folder = list();
  ASSERT_EQ(folder.files.size(), 1u);
  EXPECT_TRUE(folder.files[0].ends_with("d/in.json"));
  ASSERT_EQ(folder.findings.size(), 1u);
  EXPECT_EQ(folder.findings[0].message, "left out: the folder lies more than 100 levels deep");
}

TEST_F(FolderTest, NamesThatAreNotUtf8) {
  const std::string name = "caf\xe9.json";
  std::ofstream(root_.string() + "/" + name) << "x";
  if (!fs::exists(root_ / name)) GTEST_SKIP() << "the file system refuses such names";
  EXPECT_EQ(list().files, Texts{name});
  EXPECT_EQ(format_place(place_of_file(name)), "caf\\xe9.json");
}

TEST_F(FolderTest, FoldersThatCannotBeRead) {
  write("closed/x.json");
  write("open.json");
  fs::permissions(root_ / "closed", fs::perms::none);
  const bool is_root = ::access((root_ / "closed").c_str(), R_OK) == 0;
  const Folder folder = list();
  fs::permissions(root_ / "closed", fs::perms::owner_all);
  if (is_root) GTEST_SKIP() << "this user may read everything";
  EXPECT_EQ(folder.files, Texts{"open.json"});
  EXPECT_EQ(lines(folder, root_), Texts{"closed error left out: Permission denied"});
}

TEST_F(FolderTest, NoFolder) {
  write("file");
  for (const char* path : {"file", "missing"}) EXPECT_FALSE(list_folder((root_ / path).string())) << path;
  EXPECT_FALSE(is_folder((root_ / "file").string()));
  EXPECT_TRUE(is_folder(root_.string()));
}

}  // namespace
}  // namespace arnscope
