using FsCheck;
using FsCheck.Fluent;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers.Granters;

namespace HoopConnect.Tests.SessionUsers;

public class GranterDsnTests
{
    private static readonly TransportOptions Defaults = new() { CaFile = "/default.pem", Timeout = TimeSpan.FromSeconds(7) };

    [Theory]
    [InlineData("postgres://bob:pw@db.example.com:6543/postgres", "bob", "pw", "db.example.com", 6543)]
    [InlineData("postgresql://bob:pw@db.example.com/postgres", "bob", "pw", "db.example.com", 5432)]
    [InlineData("postgres://bob:pw@db.example.com", "bob", "pw", "db.example.com", 5432)]
    [InlineData("postgres://bob:pw@db.example.com:/x", "bob", "pw", "db.example.com", 5432)]
    [InlineData("postgres://b%40b:p%3A%2F%3F%23%5B%5D%40%25%20w@db", "b@b", "p:/?#[]@% w", "db", 5432)]
    [InlineData("postgres://bob:a:b@c@db", "bob", "a:b@c", "db", 5432)]
    [InlineData("postgres://bob:gr%C3%B6%C3%9Fe+%F0%9F%9A%80@db", "bob", "größe+🚀", "db", 5432)]
    [InlineData("postgres://bob:🚀%41@db", "bob", "🚀A", "db", 5432)]
    [InlineData("postgres://bob:pw@[2001:db8::1]:6543/postgres", "bob", "pw", "2001:db8::1", 6543)]
    [InlineData("postgres://bob:pw@[::1]", "bob", "pw", "::1", 5432)]
    [InlineData("mysql://bob:pw@db/", "bob", "pw", "db", 3306)]
    [InlineData("mariadb://bob:pw@db", "bob", "pw", "db", 3306)]
    [InlineData("postgres://bob:pw@db:6543\n", "bob", "pw", "db", 6543)]
    [InlineData("postgres://bob:pw@db/postgres?sslmode=verify-full\r\n", "bob", "pw", "db", 5432)]
    [InlineData("mysql://bob:pw@db\n", "bob", "pw", "db", 3306)]
    public void User_password_host_and_port_are_what_the_DSN_means(string dsn, string user, string password, string host, int port)
    {
        var granter = GranterDsn.Parse(Secret.From(dsn), Defaults);
        Assert.Equal((user, password), (granter.Settings.Login.UserName, granter.Settings.Login.Password.Reveal()));
        Assert.Equal((host, port, (string?)null), (granter.Settings.Host, granter.Settings.Port, granter.Settings.Database));
        Assert.Equal(
            (SslMode.VerifyFull, "/default.pem", TimeSpan.FromSeconds(7)),
            (granter.Settings.SslMode, granter.Settings.CaFile, granter.Settings.Timeout));
        Assert.Equal(dsn[0] == 'p' ? "postgres" : "mysql", granter.Engine.Family);
    }

    [Theory]
    [InlineData("sslmode=disable", SslMode.Disable)]
    [InlineData("sslmode=prefer", SslMode.Require)]
    [InlineData("sslmode=require", SslMode.Require)]
    [InlineData("sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("application_name=hoop&sslmode=verify-full&", SslMode.VerifyFull)]
    public void The_TLS_mode_is_libpqs(string options, SslMode mode) =>
        Assert.Equal(mode, GranterDsn.Parse(Secret.From("postgres://u:p@db/postgres?" + options), Defaults).Settings.SslMode);

    [Fact]
    public void Root_certificate_and_time_out_are_taken()
    {
        var settings = GranterDsn
            .Parse(Secret.From("postgres://u:p@db?sslrootcert=%2Fetc%2Fca%20file.pem&connect_timeout=5"), Defaults)
            .Settings;
        Assert.Equal(("/etc/ca file.pem", TimeSpan.FromSeconds(5)), (settings.CaFile, settings.Timeout));
        Assert.Null(GranterDsn.Parse(Secret.From("postgres://u:p@db?sslrootcert=system"), Defaults).Settings.CaFile);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s3krit")]
    [InlineData("s3krit://u:p@db")]
    [InlineData("Postgres://u:s3krit@db")]
    [InlineData("postgres://")]
    [InlineData("postgres://db.s3krit")]
    [InlineData("postgres://u:s3krit")]
    [InlineData("postgres://u:s3/krit@db")]
    [InlineData("postgres://u:s3?krit@db/postgres")]
    [InlineData("postgres://u:s3#krit@db/postgres")]
    [InlineData("postgres://u:s3@s3/krit@db/postgres")]
    [InlineData("postgres://u:s3@s3?krit@db/postgres")]
    [InlineData("postgres://u:s3@s3?s3=krit@db/postgres")]
    [InlineData("postgres://u:s3krit%@db")]
    [InlineData("postgres://u:s3krit%4@db")]
    [InlineData("postgres://u:s3krit%zz@db")]
    [InlineData("postgres://u:s3krit%ff@db")]
    [InlineData("postgres://:s3krit@db")]
    [InlineData("postgres://u:s3krit@")]
    [InlineData("postgres://u:s3krit@:5432")]
    [InlineData("postgres://u:s3krit@db:0")]
    [InlineData("postgres://u:s3krit@db:65536")]
    [InlineData("postgres://u:x@db:s3krit")]
    [InlineData("postgres://u:s3krit@::1")]
    [InlineData("postgres://u:s3krit@[::1")]
    [InlineData("postgres://u:s3krit@[::1]x")]
    [InlineData("postgres://u:s3krit@[db.s3krit]")]
    [InlineData("postgres://u:s3krit@one,two/postgres")]
    [InlineData("postgres://u:s3krit@db/one/two")]
    [InlineData("postgres://u:s3krit@db?sslmode=s3krit")]
    [InlineData("postgres://u:s3krit@db?sslmode")]
    [InlineData("postgres://u:s3krit@db?s3krit=1")]
    [InlineData("postgres://u:s3krit@db?connect_timeout=s3krit")]
    public void What_is_malformed_is_refused_and_no_part_of_it_is_quoted(string dsn)
    {
        var error = Assert.Throws<HoopException>(() => GranterDsn.Parse(Secret.From(dsn), Defaults));
        Assert.Equal("Granter.InvalidDsn", error.ErrorId);
        var said = $"{error} {error.Target} {error.RecommendedAction}";
        Assert.DoesNotContain("s3", said, StringComparison.Ordinal);
        Assert.DoesNotContain("krit", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://u@db")]
    [InlineData("postgres://u:@db")]
    public void Without_a_password_there_is_no_granter(string dsn) =>
        Assert.Equal("Granter.NoPassword", Assert.Throws<HoopException>(() => GranterDsn.Parse(Secret.From(dsn), Defaults)).ErrorId);

    [Fact]
    public void A_hundred_thousand_broken_DSNs_give_errors_of_ours_and_never_the_password()
    {
        const string whole = "postgres://user:s3cretpass@db.example.com:5432/postgres?sslmode=require&connect_timeout=5";
        var edits = Gen.Choose(0, 99)
            .SelectMany(at => Gen.Elements("postgre:/@?#[]%&=,.-5432 ü🚀\u0000".ToCharArray()), (at, inserted) => (at, inserted))
            .SelectMany(edit => Gen.Elements(true, false), (edit, removes) => (edit.at, edit.inserted, removes)).ListOf();

        Prop.ForAll(edits.ToArbitrary(), made =>
        {
            var text = whole.ToList();
            foreach (var (at, inserted, removes) in made)
            {
                if (removes && text.Count > 0)
                    text.RemoveAt(at % text.Count);
                else
                    text.Insert(at % (text.Count + 1), inserted);
            }

            try
            {
                GranterDsn.Parse(Secret.From(text.ToArray()), Defaults);
            }
            catch (HoopException error)
            {
                // A host is quoted where it is none (Database.InvalidHost), and is then what stands behind the last @.
                Assert.DoesNotContain("s3cretpass", error.ToString(), StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100_000).WithReplay(20260102, 1).WithEndSize(8));
    }
}
