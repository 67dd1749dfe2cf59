//===- CodeReduction.cpp --------------------------------------------------===//
//
// Optimisation of one function looks at others: at the bodies of those that it
// takes in, and at what it has found out about those that it calls. The first
// stay. Of the second, which are optimised before their callers are, the
// module of the user's compilation has the results: attributes, the calling
// convention, arguments that nothing reads.
//
// Nothing depends on all of this being right: what comes out is compared with
// the user's object.
//
//===----------------------------------------------------------------------===//
#include "Codegen/CodeReduction.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace framewalk {

namespace {

/// \p Theirs in another context. Types stay behind.
AttributeSet copyAttributes(AttributeSet Theirs, LLVMContext &Context) {
  AttrBuilder Ours(Context);
  for (const Attribute &Each : Theirs) {
    if (Each.isStringAttribute())
      Ours.addAttribute(Each.getKindAsString(), Each.getValueAsString());
    else if (Each.isIntAttribute())
      Ours.addRawIntAttr(Each.getKindAsEnum(), Each.getValueAsInt());
    else if (Each.isEnumAttribute())
      Ours.addAttribute(Each.getKindAsEnum());
    else if (Each.isConstantRangeAttribute())
      Ours.addConstantRangeAttr(Each.getKindAsEnum(), Each.getRange());
  }
  return AttributeSet::get(Context, Ours);
}

class Reducer {
public:
  Reducer(Module &M, const Module &Final, const CodePart &Part)
      : M(M), Final(Final), Part(Part) {
    // An alias is one of a definition.
    for (const GlobalAlias &A : M.aliases())
      Aliased.insert(A.getAliaseeObject());
    for (const GlobalIFunc &I : M.ifuncs())
      Aliased.insert(I.getResolverFunction());
  }

  void run() {
    for (Function &F : M) {
      if (!F.isDeclaration())
        reduce(F);
      adapt(F);
    }
    for (GlobalVariable &V : M.globals())
      if (!V.isDeclaration() && !V.getName().starts_with("llvm."))
        reduce(V);
  }

private:
  void reduce(Function &F) {
    if (Part.Wanted.contains(F.getName()))
      return keep(F);
    if (Aliased.contains(&F))
      return;
    if (!Part.Bodies.contains(F.getName()) || F.isInterposable())
      return declare(F);
    // One that all calls have taken in leaves none behind.
    const Function *Other = Final.getFunction(F.getName());
    const bool IsLeft = Other && !Other->isDeclaration();
    if (!F.hasLocalLinkage() || IsLeft) {
      setLinkage(F, GlobalValue::AvailableExternallyLinkage);
      F.setComdat(nullptr);
    }
  }

  /// Whatever happens to its callers.
  static void keep(Function &F) {
    if (F.hasLocalLinkage())
      setLinkage(F, GlobalValue::ExternalLinkage);
    else if (F.hasLinkOnceLinkage())
      F.setLinkage(F.hasLinkOnceODRLinkage() ? GlobalValue::WeakODRLinkage
                                             : GlobalValue::WeakAnyLinkage);
  }

  static void setLinkage(GlobalValue &V, GlobalValue::LinkageTypes To) {
    const bool IsOfThisObject = V.isDSOLocal();
    V.setLinkage(To);
    V.setDSOLocal(IsOfThisObject);
  }

  static void declare(Function &F) {
    const bool IsOfThisObject = F.isDSOLocal();
    F.deleteBody();
    F.setComdat(nullptr);
    F.setDSOLocal(IsOfThisObject);
  }

  /// To what the optimiser has made of it.
  void adapt(Function &F) {
    const Function *Other = Final.getFunction(F.getName());
    if (!Other || F.isIntrinsic())
      return;
    if (F.getCallingConv() != Other->getCallingConv()) {
      F.setCallingConv(Other->getCallingConv());
      forCalls(F, [&](CallBase &Call) {
        Call.setCallingConv(Other->getCallingConv());
      });
    }
    if (Other->isDeclaration() || F.arg_size() != Other->arg_size())
      return;
    if (F.isDeclaration())
      adaptDeclaration(F, *Other);
    else if (Other->hasLocalLinkage())
      adaptArguments(F, *Other);
  }

  /// Of a function that all callers of are known, they tell something.
  static void adaptArguments(Function &F, const Function &Other) {
    for (unsigned I = 0; I < F.arg_size(); ++I)
      for (Attribute::AttrKind Kind :
           {Attribute::NonNull, Attribute::Range, Attribute::NoUndef,
            Attribute::Dereferenceable, Attribute::Alignment})
        if (Attribute Told = Other.getParamAttribute(I, Kind); Told.isValid())
          for (const Attribute &Each :
               copyAttributes(AttributeSet::get(Other.getContext(), {Told}),
                              F.getContext()))
            F.addParamAttr(I, Each);
  }

  void adaptDeclaration(Function &F, const Function &Other) {
    const AttributeList Theirs = Other.getAttributes();
    auto Add = [&](unsigned Index, AttributeSet Set) {
      for (const Attribute &Each : copyAttributes(Set, F.getContext()))
        if (!F.getAttributes().hasAttributeAtIndex(
                Index, Each.isStringAttribute() ? Attribute::None
                                                : Each.getKindAsEnum()) ||
            Each.isIntAttribute())
          F.addAttributeAtIndex(Index, Each);
    };
    Add(AttributeList::FunctionIndex, Theirs.getFnAttrs());
    if (!F.getReturnType()->isVoidTy())
      Add(AttributeList::ReturnIndex, Theirs.getRetAttrs());
    for (unsigned I = 0; I < F.arg_size(); ++I)
      Add(AttributeList::FirstArgIndex + I, Theirs.getParamAttrs(I));
    if (!Other.hasExactDefinition())
      return;
    for (unsigned I = 0; I < F.arg_size(); ++I)
      if (Other.getArg(I)->use_empty() &&
          !Other.getArg(I)->hasPassPointeeByValueCopyAttr())
        forCalls(F, [&](CallBase &Call) {
          Call.setArgOperand(
              I, PoisonValue::get(Call.getArgOperand(I)->getType()));
          Call.removeParamAttr(I, Attribute::NoUndef);
        });
  }

  static void forCalls(Function &F, function_ref<void(CallBase &)> Do) {
    for (User *U : F.users())
      if (auto *Call = dyn_cast<CallBase>(U);
          Call && Call->getCalledFunction() == &F)
        Do(*Call);
  }

  /// A variable's value counts where nothing changes it.
  void reduce(GlobalVariable &V) {
    const GlobalVariable *Other = Final.getNamedGlobal(V.getName());
    if (Other)
      V.setAlignment(Other->getAlign());
    if (V.isConstant() || (!Other && !isSplit(V)))
      return;
    if (Other && Other->isConstant()) {
      V.setConstant(true);
      return;
    }
    V.setInitializer(nullptr);
    V.setComdat(nullptr);
    setLinkage(V, GlobalValue::ExternalLinkage);
  }

  /// Into variables for its members: "config.2".
  bool isSplit(const GlobalVariable &V) const {
    return any_of(Final.globals(), [&](const GlobalVariable &Part) {
      StringRef Rest = Part.getName();
      return Rest.consume_front(V.getName()) && Rest.starts_with(".");
    });
  }

  Module &M;
  const Module &Final;
  const CodePart &Part;
  SmallPtrSet<const GlobalObject *, 8> Aliased;
};

} // namespace

void reduceModule(Module &Unoptimised, const Module &Final,
                  const CodePart &Part) {
  Reducer(Unoptimised, Final, Part).run();
}

} // namespace framewalk
