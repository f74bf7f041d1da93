/// A certificate for `localhost` and 127.0.0.1 that is its own authority, with its key; for tests only.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBpTCCAUugAwIBAgIUZsi0PbbT+XUfUEoUNS5xHFfp780wCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOZ292c2NyaXB0IHRlc3QwIBcNMjYxMTIzMTkzMzEwWhgPMjEy
        NjEwMzAxOTMzMTBaMBkxFzAVBgNVBAMMDmdvdnNjcmlwdCB0ZXN0MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEOEX0mKmWMi1yWkpbSqNjtC02fxbszT+KPE0CblFn
        M0bTAFqp3g9jlDQSAMo1reOV5LeOJ1/33VbJ8zs2t0E9jKNvMG0wHQYDVR0OBBYE
        FGDA9IrcsaGGC1OKrkU5xbLDGgSGMB8GA1UdIwQYMBaAFGDA9IrcsaGGC1OKrkU5
        xbLDGgSGMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/
        AAABMAoGCCqGSM49BAMCA0gAMEUCID/aSUq9ifirqdQS2u9CvzrvgzqBritDxGIB
        OAgYRo/aAiEAvwVal9u1z1bPJkzJe5yUrjUgE6dG5ZalsR6YgOz9Gjs=
        -----END CERTIFICATE-----
        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0qTNWZ/eRTA1LjzZ
        7LuXTpqHP+geRvpKSkRRCydVi26hRANCAAQ4RfSYqZYyLXJaSltKo2O0LTZ/FuzN
        P4o8TQJuUWczRtMAWqneD2OUNBIAyjWt45Xkt44nX/fdVsnzOza3QT2M
        -----END PRIVATE KEY-----
        """
}
