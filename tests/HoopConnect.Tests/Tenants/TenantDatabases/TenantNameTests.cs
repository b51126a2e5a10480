using HoopConnect.Hosting;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>The one name of a tenant's database, user and role.</summary>
public class TenantNameTests
{
    private const string Server = "arn:aws:rds:eu-west-1:222233334444:db:shared";

    [Fact]
    public void It_is_u_and_31_characters_of_base32_over_the_hash_of_tenant_and_server()
    {
        // printf 'blue\narn:...:db:shared' | sha256sum, in base32 of RFC 4648, small letters.
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("blue\n" + Server));
        var bits = string.Concat(hash.Select(one => Convert.ToString(one, 2).PadLeft(8, '0')));
        var expected = string.Concat(Enumerable.Range(0, 31)
            .Select(at => "abcdefghijklmnopqrstuvwxyz234567"[Convert.ToInt32(bits.Substring(at * 5, 5), 2)]));
        Assert.Equal("u" + expected, TenantName.For("blue", Server));
    }

    [Fact]
    public void Tenants_that_differ_by_case_and_servers_have_names_of_their_own()
    {
        string[] names = [TenantName.For("blue", Server), TenantName.For("Blue", Server), TenantName.For("blue", Server + "2")];
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^u[a-z2-7]{31}$", name));
    }

    [Fact]
    public void A_tenant_of_128_characters_has_a_name_and_one_of_129_is_refused()
    {
        Assert.Equal(32, TenantName.For(new string('a', 128), Server).Length);
        Assert.Equal("Tenant.InvalidName", Assert.Throws<HoopException>(() => TenantName.For(new string('a', 129), Server)).ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" blue")]
    [InlineData("blue\n")]
    [InlineData("blue'; DROP ROLE x; --")]
    [InlineData("a*")]
    public void What_no_tag_takes_is_no_tenant(string tenant)
    {
        var error = Assert.Throws<HoopException>(() => TenantName.For(tenant, Server));
        Assert.Equal("Tenant.InvalidName", error.ErrorId);
    }
}
