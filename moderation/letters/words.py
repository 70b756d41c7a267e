"""What each letter says: the list of the design, E1 to E28 as far as something writes them, and E29, an alarm.

A paragraph is left out when one of the values it names is empty. No letter holds what the other side wrote, except
where the statute says that it must: the counter-notice goes to the complainant, 512(g)(2)(B).
"""

from django.utils.translation import gettext_lazy as _

# The last words of each letter to a reporter. An address of ours stands on a line of its own, which makes it a link.
STATUS = _("Where it stands, and what you can do:\n%(link)s")

# Of a notice about several pages: what else its sender did with the same click.
OTHERS = _("The same holds for what came with it: %(others)s.")

LETTERS = {
    "E1": (
        _("Please confirm your report"),
        [
            _("We have received a report that names this address. Its reference is %(reference)s. If you sent it, "
              "please confirm it here:\n%(confirm)s"),
            _("It names %(several)s pages of ours, and your click confirms all of them."),
            _("Then a moderator looks at it. Without your click that takes up to a day longer; nothing is lost."),
            _("If you did not send it, you need do nothing."),
        ],
    ),
    "E2": (
        _("We have your report"),
        [
            _("We have received your report. Its reference is %(reference)s."),
            _("It names %(several)s pages of ours. Each has a reference of its own, and its own decision:\n%(pages)s"),
            _("Somebody had reported the same before you, so we decide both at once.%(joined)s"),
            _("The editors look at it, as it is about a mistake, and put right what is wrong.%(routed)s"),
            _("A moderator looks at it and decides, by %(due)s if nothing holds us up. Then we write to you again."),
            _("If something is missing we ask you for it, and nothing is lost."),
        ],
    ),
    "E3": (
        _("We need something more from you"),
        [
            _("We have your report %(reference)s. Before we can act on it we need this:"),
            "%(missing)s",
            "%(asked)s",
            _("Please answer by %(until)s, on the page below.%(by_link)s"),
            _("Please answer by %(until)s. Answer to %(agent)s and name %(reference)s.%(no_link)s"),
        ],
    ),
    "E4": (
        _("Closed: we did not hear from you"),
        [
            _("What we asked you for did not reach us, so we have closed %(reference)s and changed nothing."),
            _("For six months you can still send it. Then we go on where we stopped."),
        ],
    ),
    "E5": (
        _("Please change something"),
        [
            _("About “%(thing)s” we were told, under %(reference)s, that we use something that is not ours. Nothing is "
              "hidden. Please change this by %(until)s:"),
            "%(words)s",
            _("After that a moderator decides. If you think that we may use it, answer to %(agent)s and name "
              "%(reference)s."),
            _("These writers have no address, so please tell them yourselves: %(without_address)s."),
        ],
    ),
    "E6": (
        _("We have asked for a change"),
        [_("We have looked at your report %(reference)s and asked the writer to change the page by %(until)s. After "
           "that we decide and write to you again.")],
    ),
    "E7": (
        _("Something of yours is not shown any more"),
        [
            _("Hidden from readers since %(since)s, worldwide: %(hidden)s of “%(thing)s”."),
            _("It ends by itself on %(ends)s."),
            _("The ground: a notice under %(law)s, which we found complete. A person decided, no machine."),
            _("The notice says:\n%(notice)s"),
            _("The ground: our own rules, after a report. A person decided, no machine.%(terms)s"),
            "%(words)s",
            _(
                "If this was a mistake or mixes you up with somebody, you can send a counter-notice, and there is "
                "no time limit for it. Your name, address and telephone then go to who complained. If they do not go "
                "to court, it is back after ten to fourteen business days.%(counter)s"
            ),
            _("Read the warning and send a counter-notice here:\n%(counter_link)s"),
            _("All complaints about your work, and how to object:\n%(desk)s"),
            _("You may object within six months, free of charge: write to %(agent)s and name %(reference)s."
              "%(no_account)s"),
            _("Courts are open to you in any case."),
        ],
    ),
    "E8": (
        _("Done"),
        [
            _("We have acted on your report %(reference)s. Hidden from readers since %(since)s: %(hidden)s."),
            _("A person decided, no machine. We have told the writer, who may object; we will tell you then.%(told)s"),
            _("We have looked at your report %(reference)s. The writer has changed the page, as we saw on "
              "%(changed)s."),
        ],
    ),
    "E9": (
        _("A page of ours was changed by the moderators"),
        [
            _("Hidden from readers: %(hidden)s of “%(thing)s”. The reference is %(reference)s."),
            _("A reader suggests a correction to “%(thing)s”, %(reference)s. The words are theirs:\n%(suggested)s"),
            _("A reader’s report about “%(thing)s” is yours to look at, %(reference)s. The moderators say:\n%(words)s"),
            _("These writers have no address, so please tell them yourselves: %(without_address)s."),
        ],
    ),
    "E10": (
        _("We leave it as it is"),
        [
            _("We have looked at your report %(reference)s and leave the page as it is."),
            "%(words)s",
            _("A person decided, no machine. You may object within six months, free of charge, on the page below or "
              "to %(agent)s. Courts are open to you in any case."),
        ],
    ),
    "E11": (
        _("A complaint about your work changes nothing"),
        [
            _("Somebody sent us a copyright notice about “%(thing)s”, %(reference)s. We looked at it and leave "
              "everything as it is. It counts for nothing, and you need do nothing."),
            _("All complaints about your work:\n%(desk)s"),
        ],
    ),
    "E12": (
        _("Withdrawn"),
        [_("The report %(reference)s about “%(thing)s” was withdrawn. What it had hidden, if anything, is back."),
         OTHERS,
         "%(still)s"],
    ),
    "E13": (
        _("We have your counter-notice"),
        [_("We have received your counter-notice about “%(thing)s”, %(reference)s. We check whether it is complete.")],
    ),
    "E14": (
        _("Your counter-notice lacks something"),
        [
            _("Your counter-notice about “%(thing)s”, %(reference)s, cannot start the clock yet. It lacks:"),
            "%(missing)s",
            _("Send it once more with that. There is no time limit."),
            _("What you wrote is still in the form:\n%(counter_link)s"),
        ],
    ),
    "E15": (
        _("A counter-notice, and when the material comes back"),
        [
            _("About your notice %(reference)s we have received this counter-notification under "
              "17 U.S.C. 512(g)(3):"),
            "%(counter_notice)s",
            _("We will put the material back on %(planned)s, which is not less than ten and not more than fourteen "
              "business days after we received it. The only thing that stops this is that you first tell us that you "
              "have filed an action seeking a court order to restrain the writer regarding this material, in a "
              "federal court or at the Copyright Claims Board. Tell us on the page below, or write to %(agent)s and "
              "name %(reference)s, the court, the number and the day of filing."),
        ],
    ),
    "E16": (
        _("Your counter-notice is on its way"),
        [
            _("Your counter-notice about “%(thing)s”, %(reference)s, is complete. We have sent it to who complained, "
              "with your name, address and telephone, as the law wants it."),
            _("Unless they go to court by then, the material is back on %(planned)s."),
        ],
    ),
    "E17": (
        _("A court action was filed"),
        [_("Who complained about “%(thing)s”, %(reference)s, has told us of a court action against you regarding it. "
           "The material stays hidden until that has ended. Please take legal advice.")],
    ),
    "E18": (
        _("It is back"),
        [_("“%(thing)s”: what %(reference)s had hidden is shown again, as it was."), "%(still)s"],
    ),
    "E19": (
        _("The court action has ended"),
        [_("The court action about “%(thing)s”, %(reference)s, has ended. %(outcome)s")],
    ),
    "E20": (
        _("We have your objection"),
        [_("We have received your objection to our decision on %(reference)s. Somebody who did not decide it looks at "
           "it, within ten working days."), OTHERS],
    ),
    "E21": (
        _("About your objection"),
        [_("About your objection on %(reference)s: %(outcome)s."), "%(words)s",
         _("Courts are open to you in any case.")],
    ),
    "E22": (
        _("About our policy on repeated infringement"),
        [
            _("A notice against a piece of yours counts now: nobody objected within thirty days. It counts for two "
              "years. Please look at where your pictures and quotations come from.%(noticed)s"),
            _("Two notices against pieces of yours count now. With a third we ask whether we can go on working "
              "together. Until then an editor publishes your pieces and looks at your pictures first.%(warned)s"),
            _("Three notices against pieces of yours count now, so we ask whether we can go on working together. "
              "Nobody decides before we have heard you: please write to %(agent)s by %(asked)s."),
            _("We go on working with you. The notices still count.%(kept)s"),
            _("We have ended working together: you submit and publish nothing here from now on. What is published "
              "stays, with your name. You may ask %(agent)s why, and object.%(ended)s"),
            _("We work together again.%(reinstated)s"),
            _("Three notices against pieces by %(whose)s count now. They are asked to be heard. Please decide by "
              "%(due)s, with reasons, whether we go on with them: in the newsroom, under “Hearings”."),
            _("Send a counter-notice here:\n%(counter_link)s"),
            _("All complaints about your work, and what counts:\n%(desk)s"),
        ],
    ),
    "E24": (
        _("A case is due"),
        [_("%(reference)s is due on %(due)s: %(left)s. It is at “%(state)s”.")],
    ),
    "E24D": (
        _("What is due today"),
        ["%(today)s", "%(requests)s"],
    ),
    "E25": (
        _("A letter could not be sent"),
        [_("The letter %(which)s of %(reference)s could not be sent by mail. Please reach its recipient, the "
           "%(whom)s, by other means, and note it in the case.")],
    ),
    "E26": (
        _("The designation of our agent"),
        [
            _("The designation of our copyright agent ends on %(ends)s. Renew it in the directory of the Copyright "
              "Office (17 U.S.C. 512(c)(2)), and enter the new day of filing in the newsroom."),
            _("The designation of our copyright agent ended on %(ended)s. Until it is renewed we are without one: "
              "file it today, and enter the day of filing in the newsroom."),
        ],
    ),
    "E27": (
        _("What came of your order"),
        [
            _("We have received your order, %(reference)s, and carried it out. Hidden from readers since %(since)s, "
              "worldwide: %(hidden)s. We have told the writer of the grounds and of the ways to object."),
            _("We have received your order, %(reference)s, and could not carry it out.%(left)s"),
            "%(words)s",
        ],
    ),
    "E28": (
        _("About what we hold of you"),
        [
            "%(received)s",
            "%(kept)s",
            "%(done)s",
            _("You may complain to the data protection authority of the country where you live. Courts are open to you "
              "in any case."),
        ],
    ),
    "E29": (
        _("Alarm: a hidden passage was lost from its text"),
        [_("The text of “%(title)s” was changed past the newsroom, and the passage that %(reference)s hides is not in "
           "it any more. So the whole page is hidden now. Please look at it.")],
    ),
    "E30": (
        _("Your report goes on together with another"),
        [_("Somebody had reported the same before you, so we decide both at once. We write to you about it under your "
           "own reference, %(reference)s, as before.")],
    ),
    "E31": (
        _("Somebody asks to be forgotten"),
        [_("The sender of %(reference)s asks us to delete their data. They expect our answer within 30 days.")],
    ),
    "E32": (
        _("We have looked at this before"),
        [
            _("We have your report %(reference)s. On %(looked)s a person looked at a report that said the same, and "
              "left the page as it is. It has not changed since, so that is our answer to you, too."),
            _("A person decided then; this letter comes from a machine. If you object, a person looks at it who did "
              "not decide before: within six months, free of charge, on the page below or to %(agent)s. Courts are "
              "open to you in any case."),
        ],
    ),
}  # fmt: skip
