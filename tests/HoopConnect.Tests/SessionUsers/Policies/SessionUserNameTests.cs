using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

public class SessionUserNameTests
{
    [Theory]
    [InlineData("dellstore,dellstore.store,testdb", "SELECT,UPDATE", "bb0465c4")]
    [InlineData("dellstore", "SELECT", "3f551261")]
    [InlineData("testdb", "DELETE,INSERT,SELECT,UPDATE", "09960efd")]
    [InlineData("postgres.public", "SELECT", "1454e121")]
    [InlineData("a123.public,b123.public", "SELECT,UPDATE", "1d45d7d3")]
    [InlineData("dellstore,dellstore.store,testdb", "SELECT", "dba22db2")]
    public void The_name_follows_the_documented_rule(string instances, string privileges, string hash) =>
        Assert.Equal("_hoop_session_user_" + hash, SessionUserName.Of(instances.Split(','), privileges.Split(',')));

    [Fact]
    public void The_order_of_the_entries_does_not_matter() =>
        Assert.Equal("_hoop_session_user_bb0465c4", SessionUserName.Of(["testdb", "dellstore.store", "dellstore"], ["UPDATE", "SELECT"]));

    [Theory]
    [InlineData("Dellstore")]
    [InlineData("dellstore.public")]
    [InlineData("déllstore")]
    [InlineData(" dellstore")]
    public void Another_spelling_is_another_user(string instance) =>
        Assert.NotEqual("_hoop_session_user_3f551261", SessionUserName.Of([instance], ["SELECT"]));
}
