// expect: vinyl: the model between the two sides of a many_to_many needs one foreign key to each of them
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Credit;

struct Person : vinyl::model<Person> {
    std::int64_t id{};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::many_to_many<Person, Credit> people;
};

struct Credit : vinyl::model<Credit> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
#ifdef CONTROL
    vinyl::foreign_key<Person> person;
#endif
};

void use() {
    (void)vinyl::table_of<Album>();
}
